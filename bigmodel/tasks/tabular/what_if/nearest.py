"""The real cases of training that are nearest to the open one, of each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.measure import Distances, Encoded
from bigmodel.explain.neighbours import nearest
from bigmodel.inference.table import encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Outcome, Sentence, Table, Words
from bigmodel.spec.numbers import count, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.real_rows import RealRows, real_rows
from bigmodel.tasks.task import Dataset, Section
from bigmodel.tasks.views.alerts import names_to_show, unused

AROUND = 20
"""Nearest cases of any class that are counted."""
DELETED = "The dataset was deleted, so there are no real cases to compare with."
WHICH, DISTANCE = "Case", "Distance"
_RANKS = ("most", "second most", "third most", "fourth most", "fifth most")


class Nearest:
    """The training cases most alike to the one that the page has open, with its changes."""

    title = "Nearest real cases"
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """How many of each class."""
        if run.report() is None:
            return ()
        return (Control(name="each", title="Of each class", kind="choice", default="1", options=("1", "3", "5")),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What most of those around it are, then the nearest of each class beside it.

        Raises:
            Problem: Bundle or data are gone, or a change does not fit.
        """
        if run.report() is None:
            return ()
        head = Sentence(f"Nearest real {words.cases}", level=2)
        if data is None:
            return [head, Sentence(DELETED)]
        table, plan = cast(TableDataset, data), run.spec().plan
        real = real_rows(run, table)
        case = case_table(table, plan, values.get("case"), tuple(values.get("changes", ())))
        schema = real.bundle.schema
        encoded = Encoded.of(encode_table(as_trained(case, schema), schema.encoder))
        distances = real.records.measure.distances(encoded, real.records.rows)
        others = real.row != (-1 if values.get("case") is None else int(values["case"]))
        outcome = schema.outcome
        codes = list(reversed(range(len(outcome.classes))))
        places = [nearest(distances, int(values.get("each", 1)), others & (real.records.y == code)) for code in codes]
        chosen = np.concatenate(places)
        labels = [
            label
            for code, found in zip(codes, places, strict=True)
            for label in _labels(outcome, code, len(found), words)
        ]
        names = names_to_show(plan)
        names += [change.field for change in values.get("changes", ()) if change.field not in names]
        rows = [case_table(table, plan, int(row)) for row in real.row[chosen]]
        shown = Table(
            "",
            columns_of([case, *rows], [f"this {words.case}", *labels], distances[chosen], real, names),
            {DISTANCE: "number", **dict.fromkeys(score_titles(outcome), "score")},
            edges={} if schema.threshold is None else dict.fromkeys(score_titles(outcome), schema.threshold),
        )
        around = real.records.y[nearest(distances, AROUND, others)]
        return [head, _around(around, real, outcome, words), shown, _ground(real, words)]


def columns_of(
    cases: Sequence[pa.Table], labels: Sequence[str], away: Distances, real: RealRows, names: Sequence[str]
) -> dict[str, Sequence[Any]]:
    """The case and its neighbours below each other: what each is, its score, how far, its cells.

    Args:
        cases: The case, then its neighbours, one row each.
        labels: What each is.
        away: Distance of each neighbour, (n - 1,).
        real: The model.
        names: The columns to show.
    """
    titles = score_titles(real.bundle.schema.outcome)
    columns: dict[str, Sequence[Any]] = {WHICH: labels}
    score = np.concatenate([real.score(case) for case in cases])
    for place, title in enumerate(titles):
        columns[title] = (score if score.ndim == 1 else score[:, place]).astype(float).tolist()
    columns[DISTANCE] = [0.0, *away.astype(float).tolist()]
    for name in dict.fromkeys(names):
        columns[unused(name, columns)] = _of_one_type([case[name][0].as_py() for case in cases])
    return columns


def score_titles(outcome: Outcome) -> list[str]:
    """The columns of the scores."""
    return ["Score"] if outcome.binary else [f"Probability of {shorten(name)}" for name in outcome.classes]


def _of_one_type(cells: Sequence[Any]) -> list[Any]:
    """Cells as they are, as text where their types differ (a category that a person typed among codes)."""
    mixed = len({type(cell) for cell in cells if cell is not None}) > 1
    return [None if cell is None else str(cell) for cell in cells] if mixed else list(cells)


def _labels(outcome: Outcome, code: int, number: int, words: Words) -> list[str]:
    name = (words.negative, words.positive)[code] if outcome.binary else shorten(outcome.classes[code])
    return [f"{_RANKS[rank]} alike, {name}" for rank in range(number)]


def _around(around: NDArray[np.int32], real: RealRows, outcome: Outcome, words: Words) -> Sentence:
    """What the nearest cases of any class are, beside what all are; ``around`` are their classes."""
    y = real.records.y
    code = 1 if outcome.binary else int(np.bincount(around, minlength=len(outcome.classes)).argmax())
    here, everywhere = int((around == code).sum()), share(float((y == code).mean()))
    if outcome.binary:
        are = "is" if here == 1 else "are"
        said = f"there {are} {count(here)} {words.positive if here == 1 else words.positives}"
    else:
        said = f"{count(here)} {'is' if here == 1 else 'are'} {shorten(outcome.classes[code])}"
    return Sentence(
        f"Among the {count(len(around))} training {words.cases} most alike to it {said} ({everywhere} of all)."
    )


def _ground(real: RealRows, words: Words) -> Sentence:
    records = real.records
    part = (
        f"A random {count(len(records))} of {count(records.total)} training {words.cases} were looked at"
        if records.partial
        else f"All {count(len(records))} training {words.cases} were looked at"
    )
    return Sentence(
        f"{part}; the model has learnt from them. The distance is the mean over columns: a category counts 0 or 1, a "
        "number its difference over the spread of its middle 90 %.",
        level=4,
    )
