"""The smallest changes of one case that flip its decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.threshold import flagged
from bigmodel.explain.aim import Aim
from bigmodel.explain.changeable import changeable_kinds
from bigmodel.explain.counterfactuals import find
from bigmodel.inference.bundle import SCHEMA
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Schema, Sentence, Words
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.flip_answers import Question, answers, none_within
from bigmodel.tasks.tabular.what_if.flip_limits import START, limit_controls, limits_in
from bigmodel.tasks.tabular.what_if.real_rows import real_rows
from bigmodel.tasks.task import Dataset, Section

TITLE = "Smallest change that flips it"
NEXT = "the next most probable"
DELETED = "The dataset was deleted, so there are no real values to change to."


class Flips:
    """Counterfactuals of the case that the page has open, with its changes."""

    title = TITLE
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """What may change, how many answers and, for more than two classes, which class is wanted.

        Raises:
            Problem: The bundle is gone.
        """
        if run.report() is None:
            return ()
        schema = Schema.load(run.bundle / SCHEMA)
        controls = limit_controls(changeable_kinds(run.spec().plan.fields, schema.encoder))
        if schema.outcome.binary:
            return controls
        options = (NEXT, *schema.outcome.classes)
        return [Control(name="wanted", title="Wanted", kind="choice", default=NEXT, options=options), *controls]

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The smallest answer in words, its numbers, and all answers; or why there is none.

        Raises:
            Problem: Bundle or data are gone, a change does not fit, or the limits can't be meant.
        """
        if run.report() is None:
            return ()
        head = Sentence(TITLE, level=2)
        if data is None:
            return [head, Sentence(DELETED)]
        table, plan = cast(TableDataset, data), run.spec().plan
        real = real_rows(run, table)
        schema = real.bundle.schema
        case = case_table(table, plan, values.get("case"), tuple(values.get("changes", ())))
        score = real.score(case)
        question = Question(case, score, aim_of(schema, score[0], str(values.get("wanted", NEXT))), real, words)
        if question.aim.reached(score)[0]:
            name = shorten(schema.outcome.classes[question.aim.wanted])
            return [head, Sentence(f"This {words.case} is named {name} already. Choose another class.")]
        limits = limits_in(values, changeable_kinds(plan.fields, schema.encoder))
        number = int(values.get("answers", START))
        found = find(case, real.space, question.aim, number, limits)
        return [head, *(answers(question, found, number) if found.answers else none_within(question, found, limits))]


def aim_of(schema: Schema, score: NDArray[np.float32] | np.float32, wanted: str) -> Aim:
    """The other decision, or the class that was chosen.

    Args:
        schema: Classes and threshold.
        score: Of the case: a number for two classes, else (k,).
        wanted: The name of a class, or ``NEXT``.
    """
    classes = schema.outcome.classes
    if schema.outcome.binary:
        threshold = 0.5 if schema.threshold is None else schema.threshold
        return Aim(int(not flagged(np.array([score]), threshold)[0]), threshold)
    return Aim(classes.index(wanted) if wanted in classes else int(np.argsort(-np.asarray(score))[1]))
