"""What the score does with one column: the average over cases, the spread of single ones, and where the data lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.explain.association import companions
from bigmodel.explain.axis import Axis, axis_of, axis_titles
from bigmodel.explain.columns import layout_of
from bigmodel.explain.dependence import Density, Dependence, density, dependence
from bigmodel.figures.dependence import Curve, dependence_figure
from bigmodel.inference.bundle import SCHEMA
from bigmodel.inference.table import years_in
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Metric, Outcome, Schema, Sentence, Words
from bigmodel.spec.numbers import cell, count, number, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.what_if.model_rows import DELETED, all_of, model_rows, spread
from bigmodel.tasks.task import Dataset, Section

TITLE = "What the score does with one column"
ROWS = 1_000
DAY = np.timedelta64(1, "D")
MILLISECONDS = 86_400_000


class Dependences:
    """Partial dependence on a column, with the band of single cases and the density of the data."""

    title = TITLE
    section: Section = "Why"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which column, the amount at first; for more than two classes also whose score.

        Raises:
            Problem: The bundle is gone.
        """
        if run.report() is None:
            return ()
        schema = Schema.load(run.bundle / SCHEMA)
        columns = tuple(axis_titles(schema.encoder, layout_of(schema.encoder)))
        amount = next((field.name for field in schema.named("amount") if field.name in columns), columns[0])
        column = Control(name="column", title="Column", kind="choice", default=amount, options=columns)
        if schema.outcome.binary:
            return (column,)
        classes = schema.outcome.classes
        return (column, Control(name="class", title="Score of", kind="choice", default=classes[0], options=classes))

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The range of the average score in words and cards, then the curve.

        Raises:
            Problem: Scores, bundle or data are gone or damaged.
        """
        if run.report() is None:
            return ()
        if data is None:
            return [Sentence(TITLE, level=2), Sentence(DELETED)]
        model = model_rows(run, data)
        encoder, outcome = model.bundle.schema.encoder, model.bundle.schema.outcome
        titles = axis_titles(encoder, model.layout)
        title = str(values.get("column") or titles[0])
        named = _class(values, outcome)
        asked, stored = model.followed(named)
        # Where data lies is seen on all rows, what the score does on some.
        axis = axis_of(title if title in titles else titles[0], encoder, model.layout, model.rows)
        if not len(axis.values):
            return [Sentence(TITLE, level=2), Sentence(f"{axis.title} is missing in all validation {words.cases}.")]
        places = spread(stored, ROWS)
        found = dependence(asked, model.rows.take(places), axis, model.layout.computed)
        name = _column_of(axis, model.layout.names)
        others = companions(model.together, model.layout.names.index(name), model.layout.names)
        year = name in years_in(model.bundle.schema)
        curve = _curve(axis, found, density(axis), year)
        score_of = "score" if outcome.binary else f"score of {outcome.classes[named]}"
        return [
            Sentence(TITLE, level=2),
            Sentence(_answer(axis, found, score_of, words, year)),
            *_cards(axis, found, year),
            dependence_figure(curve, axis.title, words.cases, outcome.binary),
            *([Sentence(_caution(axis.title, others, words), tone="caution")] if others else []),
            Sentence(_ground(len(places), model.total, words), level=4),
        ]


def _class(values: Mapping[str, Any], outcome: Outcome) -> int:
    if outcome.binary:
        return 1
    chosen = values.get("class")
    return outcome.classes.index(chosen) if chosen in outcome.classes else 0


def _column_of(axis: Axis, names: Sequence[str]) -> str:
    """The column of the file that an axis belongs to: ``time`` of ``time: hour of the day``."""
    return next(name for name in names if axis.title == name or axis.title.startswith(f"{name}: "))


def _curve(axis: Axis, found: Dependence, bars: Density, year: bool) -> Curve:
    # Values are float32, whose noise a person need not read.
    x: list[Any] = [float(f"{value:.6g}") for value in axis.values]
    left: list[Any] = bars.left.tolist()
    width = bars.width.tolist()
    if axis.start is not None:
        x, left = ([_day(axis.start, value) for value in line] for line in (x, left))
        width = [each * MILLISECONDS for each in width]
    return Curve(
        x=x,
        mean=found.mean.tolist(),
        low=found.low.tolist(),
        high=found.high.tolist(),
        words=bool(axis.labels),
        labels=[value_in_words(axis, place, year) for place in range(len(axis.values))],
        left=left,
        width=width,
        counts=bars.counts.tolist(),
    )


def _day(start: str, days: float) -> str:
    return str(np.datetime64(start, "D") + round(days) * DAY)


def value_in_words(axis: Axis, place: int, year: bool) -> str:
    """A value of an axis as it is read: a word, a date or a number."""
    if axis.labels:
        return axis.labels[place]
    value = float(axis.values[place])
    if axis.start is not None:
        return _day(axis.start, value)
    return cell(value, year=year)


def _answer(axis: Axis, found: Dependence, score_of: str, words: Words, year: bool) -> str:
    least, most = int(np.argmin(found.mean)), int(np.argmax(found.mean))
    low, high = float(found.mean[least]), float(found.mean[most])
    if number(low) == number(high):
        return f"The average {score_of} stays at {number(low)} whatever {axis.title} is."
    text = (
        f"With all else as it is, the average {score_of} of {words.cases} lies between {number(low)} "
        f"({axis.title} {value_in_words(axis, least, year)}) and {number(high)} ({value_in_words(axis, most, year)})."
    )
    if found.missing is not None:
        text += f" Where it is missing ({share(found.missing_share)} of {words.cases}) it is {number(found.missing)}."
    return text


def _cards(axis: Axis, found: Dependence, year: bool) -> list[Metric]:
    least, most = int(np.argmin(found.mean)), int(np.argmax(found.mean))
    return [
        Metric(title, number(float(found.mean[place])), f"{shorten(axis.title)} {value_in_words(axis, place, year)}")
        for title, place in (("Lowest average score", least), ("Highest average score", most))
    ]


def _caution(title: str, others: Sequence[str], words: Words) -> str:
    stay = "stays as it is" if len(others) == 1 else "stay as they are"
    return (
        f"{title} goes together with {all_of(list(others))}, which {stay} here: some of the "
        f"{words.cases} that are asked about could hardly occur."
    )


def _ground(rows: int, total: int, words: Words) -> str:
    return (
        f"{count(rows)} of {count(total)} validation {words.cases}, evenly over all scores, were given each value in "
        "turn. Between the ends of the band lie eight of ten of them; a few with high scores can lift the average out "
        "of it. Where the bars below are low, there is little data, and the curve says little. It is what this model "
        "does, not what a change in the world would do."
    )
