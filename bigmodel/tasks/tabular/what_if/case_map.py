"""Two fields of the case together: the score over both, with the line at which the decision changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.figures.case_map import Side, case_map
from bigmodel.inference.table import encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, CaseQuestion, Control, Sentence, Words
from bigmodel.spec.case import Value
from bigmodel.tasks.case import question_of
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.case_rows import change_rows
from bigmodel.tasks.tabular.what_if.case_tensors import encode_edited
from bigmodel.tasks.tabular.what_if.field_order import foremost
from bigmodel.tasks.tabular.what_if.ground import Ground, base_of, bundle_of, editable, ground_of, plan_of
from bigmodel.tasks.tabular.what_if.sweep import Kind, column_of, values_along
from bigmodel.tasks.task import Dataset, Section

TITLE = "Two fields together"
FIRST, NEXT = "What matters most", "What matters next"
AT_FIRST = "At first the field that moves scores most, and the next one that does not go together with it."
POINTS = 25
"""Values of each number at most: 625 cases are scored at once."""


class CaseMap:
    """The score over two fields of the case."""

    title = TITLE
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which two fields; nothing where there are fewer.

        Raises:
            Problem: The bundle is gone.
        """
        if run.report() is None:
            return ()
        names = _names(run)
        if len(names) < 2:
            return ()
        return tuple(
            Control(name=name, title=title, kind="choice", default=first, options=(first, *names), help=AT_FIRST)
            for name, title, first in (("across", "Across", FIRST), ("up", "Up", NEXT))
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The map, with the case marked in it.

        Raises:
            Problem: Scores, bundle or data are gone, or a change does not fit.
        """
        if run.report() is None or data is None or len(_names(run)) < 2:
            return ()
        table, bundle, head = cast(TableDataset, data), bundle_of(run), Sentence(TITLE, level=2)
        across, up = _chosen(run, table, values)
        if across == up:
            return [head, Sentence("Choose two different fields.")]
        ground, case = ground_of(run, table), _case(run, table, question_of(values))
        kinds, points = zip(*(_thin(case, name, ground) for name in (across, up)), strict=True)
        grid = _grid(case, (across, up), kinds, points)
        if not grid.num_rows:
            return [head, Sentence("One of these fields had no value in training.")]
        encoder = bundle.schema.encoder
        tensors = encode_table(as_trained(case, bundle.schema), encoder)
        scores = bundle.score(encode_edited(tensors, grid, (across, up), encoder))
        named = None if scores.ndim == 1 else int(np.argmax(bundle.score(tensors)[0]))
        followed = scores if named is None else scores[:, named]
        what = (
            f"score of {words.positive}" if named is None else f"probability of {bundle.schema.outcome.classes[named]}"
        )
        wide, high = (
            _side(case, name, ground, *along) for name, *along in zip((across, up), kinds, points, strict=True)
        )
        rows = followed.reshape(len(points[1]), len(points[0])).astype(float).tolist()
        threshold = bundle.schema.threshold if named is None else None
        return [
            head,
            Sentence(_said(words, threshold, followed), level=4),
            case_map(wide, high, rows, threshold, what),
        ]


def _names(run: RunFolder) -> tuple[str, ...]:
    return tuple(editable(bundle_of(run).schema.encoder, plan_of(run)))


def _chosen(run: RunFolder, data: TableDataset, values: Mapping[str, Any]) -> tuple[str, str]:
    """The two fields: what is not chosen by name is the one that matters most beside the other."""
    names = _names(run)
    across, up = (name if (name := values.get(side)) in names else None for side in ("across", "up"))
    across = across or foremost(run, data, names, beside=up)
    return across, up or foremost(run, data, names, beside=across)


def _case(run: RunFolder, data: TableDataset, asked: CaseQuestion) -> pa.Table:
    return change_rows(base_of(run, data, asked.row, asked.given).table, plan_of(run), asked.changes)


def _thin(case: pa.Table, name: str, ground: Ground) -> tuple[Kind, list[Value]]:
    """The values of a sweep, of a number or date at most ``POINTS`` with the case's own among them."""
    kind, values = values_along(case, name, ground)
    here = cell_of(case, name, ground.kinds[name])
    if kind == "category":
        return kind, [value for value in values if value is not None]
    every = -(-len(values) // POINTS)
    return kind, [value for place, value in enumerate(values) if place % every == 0 or value == here]


def _grid(case: pa.Table, names: tuple[str, str], kinds: Sequence[Kind], points: Sequence[list[Value]]) -> pa.Table:
    """The case once for each pair of values: the first field runs fastest."""
    wide, high = (len(each) for each in points)
    table = case.take(pa.array([0] * (wide * high), pa.int64()))
    columns = (points[0] * high, [value for value in points[1] for _ in range(wide)])
    for name, kind, column in zip(names, kinds, columns, strict=True):
        table = table.set_column(table.schema.get_field_index(name), name, column_of(kind, column))
    return table


def _side(case: pa.Table, name: str, ground: Ground, kind: Kind, values: list[Value]) -> Side:
    here = cell_of(case, name, ground.kinds[name])
    shown = [value for value in values if value is not None]
    part = {"hour": slice(11, 16), "date": slice(0, 10)}.get(kind)
    if part is None:
        year = name in ground.numbers and ground.numbers[name].year
        return Side(name, shown, here if here in shown else None, year)
    texts = [str(value)[part] for value in shown]
    return Side(name, texts, str(here)[part] if here in shown else None)


def _said(words: Words, threshold: float | None, scores: NDArray[np.floating]) -> str:
    rest = "All other fields stay as they are in the case above."
    if threshold is None:
        return rest
    if scores.max() < threshold:
        return f"No pair of values here reaches the threshold. {rest}"
    if scores.min() >= threshold:
        return f"With each pair of values here this {words.case} is {words.flagged}. {rest}"
    return f"Beyond the dashed line {words.cases} are {words.flagged}. {rest}"
