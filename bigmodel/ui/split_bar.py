"""The split as one bar with its class counts, and the sentence that says it in words."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any

from bigmodel.figures.palette import INK, NEGATIVE, ON_DARK, TRAINING, VALIDATION
from bigmodel.spec import Outcome, Plan, Table, Words, numbers
from bigmodel.tasks.split_table import class_columns

WHITE, NIGHT = "#FFFFFF", "#0B1220"
VERBS = ("Train on", "choose on", "judge on")
COLOURS = ((TRAINING, WHITE, NIGHT), (VALIDATION, WHITE, NIGHT), (NEGATIVE, INK, NIGHT))
"""Ground of each part, the writing on it on a light page and on a dark one; all pass WCAG AA."""
SEGMENT = (
    "display:flex;align-items:center;justify-content:center;min-width:0;overflow:hidden;"
    "font-weight:600;white-space:nowrap"
)
SWATCH = "display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.4em"
MIXED = ("stratified", "last", "group")
"""Splits whose parts all span the same time: their dates tell nothing."""
NARROW = 0.14
"""A part below this share of the bar carries no percentage."""


def bar_html(table: Table, *, dark: bool) -> str:
    """The bar as HTML: one segment a part, a legend with rows below.

    Args:
        table: The task's table "Split": ``Part``, ``Rows`` and a column of counts for each class.
        dark: Whether the page is dark.
    """
    rows = [int(value) for value in table.columns["Rows"]]
    total = max(sum(rows), 1)
    segments, legend = [], []
    for name, count, (light, on_light, on_dark) in zip(table.columns["Part"], rows, COLOURS, strict=False):
        ground, ink = (ON_DARK[light], on_dark) if dark else (light, on_light)
        share = count / total
        label = f"{share:.0%}".replace("%", " %") if share >= NARROW else ""
        segments.append(
            f'<div style="{SEGMENT};flex:{max(share, 0.004):.4f} 0 0;background:{ground};color:{ink}">{label}</div>'
        )
        legend.append(
            f'<span style="white-space:nowrap"><span style="{SWATCH};background:{ground}"></span>'
            f"{html.escape(str(name).lower())} {numbers.count(count)}</span>"
        )
    said = html.escape(
        ", ".join(f"{name} {numbers.count(n)}" for name, n in zip(table.columns["Part"], rows, strict=False))
    )
    return (
        f'<div role="img" aria-label="Rows in each part: {said}" style="display:flex;gap:2px;height:2.6rem;'
        f'border-radius:8px;overflow:hidden">{"".join(segments)}</div>'
        f'<div style="display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin-top:.5rem;font-size:.9rem">'
        f"{''.join(legend)}</div>"
    )


def split_sentence(table: Table, plan: Plan, words: Words) -> str:
    """The dates and the positives of each part in words, empty where there is neither."""
    sentences = []
    if "From" in table.columns and "To" in table.columns and plan.split.kind not in MIXED:
        spans = [
            f"{verb} {_span(start, end)}"
            for verb, start, end in zip(VERBS, table.columns["From"], table.columns["To"], strict=False)
        ]
        sentences.append(f"{', '.join(spans)}.")
    outcome = plan.outcome
    if outcome is not None and outcome.binary and outcome.positive in (found := class_counts(table, outcome)):
        counts = " · ".join(numbers.count(value) for value in found[outcome.positive])
        sentences.append(f"{counts} {words.positives}.")
    return " ".join(sentences)


def class_counts(table: Table, outcome: Outcome) -> dict[str, list[int]]:
    """Class to its rows in each part, as far as the table "Split" has a column for it."""
    columns = zip(outcome.classes, class_columns(outcome), strict=True)
    return {label: [int(n) for n in table.columns[name]] for label, name in columns if name in table.columns}


def _span(start: Any, end: Any) -> str:
    first, last = _day(start), _day(end)
    if first is None or last is None:
        return "no dates"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B}" if first.day != last.day else f"{first.day} {first:%B}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {last.day} {last:%B}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _day(value: Any) -> datetime | None:
    if value is None:
        return None
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
