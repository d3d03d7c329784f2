"""What pushes the score of one case: each column's share, from the average score to the case's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import numpy as np
import pyarrow as pa

from bigmodel.explain.association import groups_of
from bigmodel.explain.shapley import Shapley, background_size, explain_row
from bigmodel.figures.pushes import Push, pushes_figure, signed
from bigmodel.inference.table import years_in
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Kind, Sentence, Words
from bigmodel.spec.numbers import cell, number
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.model_rows import ModelRows, all_of, model_rows, spread
from bigmodel.tasks.task import Dataset, Section

TITLE = "What pushes the score"
SHOWN = 9
LONGEST = 24
"""Letters of a cell."""
SAID = 2
"""Columns that the sentence names on either side."""
LEAST = 0.0005
"""A push below it reads as 0.000."""


class Pushes:
    """Shapley values of the case that the page has open, with its changes."""

    title = TITLE
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None: the case and its changes stand above."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What pushes up and down in a sentence, then the bars from the average to the score.

        Raises:
            Problem: Scores, bundle or data are gone, there is no such row, or a change does not fit.
        """
        plan = run.spec().plan
        if run.report() is None or data is None:
            return ()
        model = model_rows(run, data)
        outcome, layout = model.bundle.schema.outcome, model.layout
        table = case_table(cast(TableDataset, data), plan, values.get("case"), tuple(values.get("changes", ())))
        case = model.encode(table)
        named = 1 if outcome.binary else int(np.argmax(model.bundle.score(case.tensors())[0]))
        asked, stored = model.followed(named)
        background = model.rows.take(spread(stored, background_size(len(layout.columns))))
        found = explain_row(asked, case, background, layout)
        kinds, years = {field.name: field.kind for field in plan.fields}, years_in(model.bundle.schema)
        pushes = [
            (f"{name}: {cell_in_words(table, name, kinds.get(name, 'number'), year=name in years)}", float(value))
            for name, value in zip(layout.names, found.values, strict=True)
        ]
        base_name = f"the average of {len(background)} {words.cases}"
        score_of = "score" if outcome.binary else f"score of {outcome.classes[named]}"
        return [
            Sentence(TITLE, level=2),
            Sentence(_answer(pushes, found, score_of, base_name)),
            pushes_figure(_shown(pushes), found.base, found.score, outcome.binary, base_name),
            *(Sentence(text, tone="caution") for text in _cautions(model, found)),
            Sentence(_ground(model, found, words), level=4),
        ]


def _shown(pushes: Sequence[Push]) -> list[Push]:
    """The strongest first; beyond a screenful the rest is summed up, so that all still add up."""
    ranked = sorted(pushes, key=lambda push: -abs(push[1]))
    if len(ranked) <= SHOWN + 1:
        return ranked
    return [*ranked[:SHOWN], (f"{len(ranked) - SHOWN} other columns", sum(value for _, value in ranked[SHOWN:]))]


def cell_in_words(table: pa.Table, name: str, kind: Kind, *, year: bool = False) -> str:
    """The cell of a one-row table as a person reads it; the codes of a category stay as they are."""
    found = table[name][0].as_py() if name in table.column_names else None
    if found is None or found != found:  # noqa: PLR0124 (not a number)
        return "missing"
    if isinstance(found, datetime):
        return f"{found:%Y-%m-%d %H:%M}" if found.time() != datetime.min.time() else f"{found:%Y-%m-%d}"
    if isinstance(found, int | float) and kind == "number":
        text = cell(float(found), 4, year=year)
        return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return f"{found:%Y-%m-%d}" if isinstance(found, date) else shorten(found, LONGEST)


def _answer(pushes: Sequence[Push], found: Shapley, score_of: str, base_name: str) -> str:
    ranked = sorted(pushes, key=lambda push: -abs(push[1]))
    up = [name for name, value in ranked if value >= LEAST][:SAID]
    down = [name for name, value in ranked if value <= -LEAST][:SAID]
    text = f"The {score_of} is {number(found.score)}; {base_name} is {number(found.base)}."
    if up:
        text += f" Pushed up most by {all_of(up)}" + ("." if not down else ",")
    if down:
        text += f" {'held down' if up else 'Held down'} most by {all_of(down)}."
    return text


def _cautions(model: ModelRows, found: Shapley) -> list[str]:
    """Columns that go together and both push: how the credit falls between them rests on rows that hardly occur."""
    values = dict(zip(model.layout.names, found.values.tolist(), strict=True))
    texts = []
    for group in groups_of(model.together):
        names = [model.layout.names[place] for place in group]
        strongest = max(abs(value) for value in values.values())
        if len(names) > 1 and max(abs(values[name]) for name in names) >= max(LEAST, 0.1 * strongest):
            total = signed(sum(values[name] for name in names))
            texts.append(
                f"{all_of(names)} go together: read their pushes as one ({total}); how it is divided between them is "
                "uncertain."
            )
    return texts


def _ground(model: ModelRows, found: Shapley, words: Words) -> str:
    computed = [each.how.name for each in model.layout.computed]
    error = float(found.errors.max())
    how = (
        "All combinations of columns were scored"
        if not error
        else f"Orders of columns were drawn at random (standard error {number(error, 2)} or less)"
    )
    text = (
        f"Shapley values: what a column adds when it is taken from this {words.case} instead of from another, averaged "
        f"over all ways to do so. {how}. From the average they add up to the score."
    )
    return (
        f"{text} {all_of(computed)} follows the columns that it is made from."
        if len(computed) == 1
        else (f"{text} {all_of(computed)} follow the columns that they are made from." if computed else text)
    )
