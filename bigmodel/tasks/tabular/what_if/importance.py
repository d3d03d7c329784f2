"""What the model relies on: how much its result loses when a column tells nothing any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bigmodel.explain.association import TOGETHER, groups_of
from bigmodel.explain.columns import layout_of
from bigmodel.explain.importance import BUDGET, Importance, Reliance, importance
from bigmodel.explain.rescore import Progress, unheard
from bigmodel.figures.importance import importance_figure, said
from bigmodel.inference.bundle import SCHEMA
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Metric, Schema, Sentence, Words
from bigmodel.spec.metric_names import in_sentence
from bigmodel.spec.numbers import MINUS, count, score
from bigmodel.tasks.tabular.what_if.model_rows import DELETED, ModelRows, all_of, model_rows, pace
from bigmodel.tasks.task import Dataset, Section

TITLE = "What the model relies on"
NOT_YET, QUICK, CLOSER = "Not yet", "Quick look", "Closer look"
BUDGETS = {QUICK: 130_000, CLOSER: BUDGET}
"""Cases that are scored at most."""
CHANGED = 0.7
"""Share of them that is scored, about: the others got the value that they had."""
BESIDE = 0.5
"""Seconds for what is not scoring, about."""
PATIENCE = 2.5
"""Seconds that a look may take without somebody asking for it."""
FOUND = "found"
SHOWN = 12
MOST_SHOWN = 40
CARDS = 3


class ReliesOn:
    """Permutation importance on validation rows, with columns that go together dealt out together."""

    title = TITLE
    section: Section = "Why"
    long = True

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """How closely to look, and how many columns to show where there are many.

        Raises:
            Problem: The bundle is gone.
        """
        if run.report() is None:
            return ()
        columns = len(layout_of(Schema.load(run.bundle / SCHEMA).encoder).columns)
        first = _at_first(run)
        closely = Control(
            name="closely",
            title="How closely",
            kind="choice",
            default=first,
            options=(QUICK, CLOSER) if first == QUICK else (NOT_YET, QUICK, CLOSER),
            help=f"A quick look takes about {_seconds(run, QUICK)} s, a closer one about {_seconds(run, CLOSER)} s: it "
            "looks at more rows, more often, so that the intervals are narrower.",
        )
        if columns <= SHOWN:
            return (closely,)
        most = min(MOST_SHOWN, columns)
        shown = Control(name="shown", title="Columns shown", kind="slider", default=SHOWN, low=CARDS, high=most, step=1)
        return (closely, shown)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards of the first columns, bars with intervals, and what to be careful about.

        Raises:
            Problem: Scores, bundle or data are gone or damaged.
        """
        if run.report() is None:
            return ()
        if data is None:
            return [Sentence(TITLE, level=2), Sentence(DELETED)]
        closely = values.get("closely") or _at_first(run)
        if closely not in BUDGETS:
            return [
                Sentence(TITLE, level=2),
                Sentence(f"Take a quick look: it needs about {_seconds(run, QUICK)} seconds."),
            ]
        progress: Progress = values.get("progress", unheard)
        progress(0.0)
        model = model_rows(run, data)
        groups = groups_of(model.together)
        alone = [(place,) for group in groups if len(group) > 1 for place in group]
        kept = _kept(run.path, run.report_path.stat().st_mtime_ns, closely)
        if FOUND not in kept:
            kept[FOUND] = importance(
                model.bundle.score,
                model.rows,
                model.y,
                model.layout,
                [*groups, *alone],
                budget=BUDGETS[closely],
                progress=progress,
            )
        found = kept[FOUND]
        together = {tuple(model.layout.names[place] for place in group) for group in groups}
        ranked = [each for each in found.found if each.columns in together]
        single = {each.columns[0]: each for each in found.found if each.columns not in together}
        shown = ranked[: int(values.get("shown") or SHOWN)]
        metric = in_sentence(found.metric)
        return [
            Sentence(TITLE, level=2),
            Sentence(_answer(ranked, found)),
            *(_card(each) for each in shown[:CARDS]),
            importance_figure([(" + ".join(each.columns), each.drop) for each in shown], metric),
            *(Sentence(_caution(each, single, metric), tone="caution") for each in shown if len(each.columns) > 1),
            Sentence(_ground(found, model, words, len(ranked) - len(shown)), level=4),
        ]


@lru_cache(maxsize=4)
def _kept(run: Path, changed: int, closely: str) -> dict[str, Importance]:  # noqa: ARG001
    """Where a look is kept once it is there, so that other columns of it are shown at once."""
    return {}


def _seconds(run: RunFolder, look: str) -> int:
    """How long a look takes at most, about, on this machine."""
    return max(1, round(CHANGED * BUDGETS[look] / pace(run) + BESIDE))


def _at_first(run: RunFolder) -> str:
    return QUICK if CHANGED * BUDGETS[QUICK] / pace(run) + BESIDE <= PATIENCE else NOT_YET


def _answer(ranked: Sequence[Reliance], found: Importance) -> str:
    metric, first = in_sentence(found.metric), ranked[0]
    if first.drop.value <= 0 or (first.drop.low is not None and first.drop.low <= 0):
        return f"No column by itself is seen to matter: {metric} stays near {score(found.value)} without any of them."
    idle = [each for each in ranked if each.drop.low is not None and each.drop.low <= 0]
    text = (
        f"The model relies most on {all_of(list(first.columns))}: without what "
        f"{'it tells' if len(first.columns) == 1 else 'they tell'}, {metric} falls from {score(found.value)} to "
        f"{score(max(0.0, found.value - first.drop.value))}."
    )
    if idle:
        names = [name for each in idle for name in each.columns]
        few = all_of(names[:3]) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"
        text += f" Nothing is seen to be lost without {few}."
    return text


def _card(each: Reliance) -> Metric:
    drop = each.drop
    beside = "too few cases to tell how sure" if drop.low is None else said(drop).partition("(")[2].rstrip(")")
    return Metric(" + ".join(each.columns), f"{MINUS if drop.value > 0 else ''}{score(abs(drop.value))}", beside)


def _caution(each: Reliance, single: Mapping[str, Reliance], metric: str) -> str:
    alone = [f"{name} {score(max(0.0, single[name].drop.value))}" for name in each.columns]
    return (
        f"{all_of(list(each.columns))} go together ({TOGETHER:g} or more between any two), so their values were "
        f"dealt out together. Which of them the model uses can't be told apart for sure: dealt out alone, {metric} "
        f"falls by {all_of(alone)}."
    )


def _ground(found: Importance, model: ModelRows, words: Words, hidden: int) -> str:
    more = f" {hidden} more {'is' if hidden == 1 else 'are'} not shown." if hidden > 0 else ""
    return (
        f"Looked at {count(found.rows)} of {count(model.total)} validation {words.cases}. The values of a column are "
        f"dealt out at random among them, {found.repeats} times; the bar is the fall of {in_sentence(found.metric)}, "
        f"the whisker its 95 % interval over {words.cases} and draws, grey where it holds 0. It says what this model "
        f"uses, not what causes {words.positive if model.bundle.schema.outcome.binary else 'the outcome'}.{more}"
    )
