"""Test cases to pick from: by what the model made of them, by any text in them; and cases that somebody brings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.read import stream_table
from bigmodel.data.reading import options_like
from bigmodel.evaluation.judge import classes_of
from bigmodel.inference.bundle import SCHEMA
from bigmodel.inference.differences import Watch
from bigmodel.inference.table import encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Change, Kind, Plan, Schema, Words
from bigmodel.spec.numbers import count, number
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.case import Brought, Listed
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained, reading_of
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.ground import editable
from bigmodel.tasks.views.alerts import ALARMS, ALL, FLAGGED, MISSED, select

MOST = 200
"""Cases that are listed at most."""
ROWS = 20
"""Rows of a brought file that can be picked."""
WRONG, RIGHT = "Wrong", "Right"


def kinds_of(run: RunFolder, words: Words) -> dict[str, str]:
    """The lists of test cases by name with their titles; the first is the one to begin with: what went wrong."""
    outcome = run.spec().plan.outcome
    if outcome is None or not outcome.binary:
        return {WRONG: "Wrongly named", RIGHT: "Rightly named", ALL: f"All {words.cases}"}
    return {
        MISSED: f"Missed {words.positives}",
        ALARMS: ALARMS,
        FLAGGED: words.flagged.capitalize(),
        ALL: f"All {words.cases}",
    }


def listed(run: RunFolder, data: TableDataset, words: Words, kind: str, text: str) -> list[Listed]:
    """The first test cases of a kind in which some cell contains a text, whatever the case of its letters.

    Missed cases and false alarms begin with the highest score; for more than two classes the surest come first.

    Raises:
        Problem: The scores are gone.
    """
    cases, plan = read_cases(run, "test"), run.spec().plan
    report = run.report()
    threshold = report.threshold if report else None
    places = select(cases, threshold, kind) if threshold is not None else _named(cases, kind)
    if text.strip():
        rows = data.take(cases.row[places])
        places = places[_contain(rows, text.strip())]
    places = places[:MOST]
    names = _names(data.take(cases.row[places]), plan, words, cases.row[places])
    scores = cases.score if cases.score.ndim == 1 else cases.score.max(axis=1)
    return [
        Listed(int(cases.row[place]), f"{name} · score {number(float(scores[place]))}")
        for name, place in zip(names, places, strict=True)
    ]


def name_of(data: TableDataset, plan: Plan, words: Words, row: int) -> str:
    """What a case is called: ``Transaction 48213``, by its row where nothing names it."""
    return _names(data.take([row]), plan, words, np.array([row]))[0]


def bring(run: RunFolder, words: Words, file: Path) -> list[Brought]:
    """The first rows of a file as cases, read and judged as a file that is scored.

    Raises:
        Problem: The file can't be read.
    """
    schema, plan = Schema.load(run.bundle / SCHEMA), run.spec().plan
    first = next(islice(stream_table(file, options_like(file, reading_of(schema))), 1)).slice(0, ROWS)
    trained = as_trained(first, schema)
    kinds = editable(schema.encoder, plan)
    names = _names(first, plan, words, np.arange(len(first)))
    return [
        Brought(
            f"{names[place]} of {shorten(file.name)}",
            _given(trained.slice(place, 1), kinds),
            _differences(first.slice(place, 1), trained.slice(place, 1), schema),
        )
        for place in range(len(first))
    ]


def _given(row: pa.Table, kinds: Mapping[str, Kind]) -> tuple[Change, ...]:
    changes = []
    for name, kind in kinds.items():
        value = cell_of(row, name, kind) if name in row.column_names else None
        changes.append(Change(field=name, how="missing") if value is None else Change(field=name, value=value))
    return tuple(changes)


def _differences(row: pa.Table, trained: pa.Table, schema: Schema) -> tuple[str, ...]:
    watch = Watch(schema.encoder)
    watch.see_nulled(row, trained)
    encode_table(trained, schema.encoder, watch)
    return tuple(watch.sentences())


def _named(cases: CaseScores, kind: str) -> NDArray[np.int64]:
    """Positions of rightly or wrongly named cases of more than two classes, the surest first."""
    right = classes_of(cases.score, None) == cases.y
    wanted = {RIGHT: right, WRONG: ~right}.get(kind, np.ones(len(right), bool))
    places = np.flatnonzero(wanted)
    return places[np.argsort(-cases.score[places].max(axis=1), kind="stable")].astype(np.int64)


def _names(rows: pa.Table, plan: Plan, words: Words, numbers: NDArray[np.int64]) -> list[str]:
    case = words.case[:1].upper() + words.case[1:]
    field = plan.one("id")
    cells = rows[field.name].to_pylist() if field and field.name in rows.column_names else [None] * len(rows)
    return [
        f"{case} in row {count(int(row) + 1)}" if cell is None else f"{case} {shorten(cell)}"
        for cell, row in zip(cells, numbers, strict=True)
    ]


def _contain(rows: pa.Table, text: str) -> NDArray[np.bool_]:
    found = np.zeros(len(rows), bool)
    for column in rows.columns:
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
            continue
        hit = pc.match_substring(column.cast(pa.string()), text, ignore_case=True).fill_null(False)
        found |= hit.to_numpy().astype(bool)
    return found
