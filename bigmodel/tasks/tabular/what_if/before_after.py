"""Before and after in words, cards, a table and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.then_and_now import scores_then_and_now
from bigmodel.spec import Block, Figure, Metric, Sentence, Table, Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import count, money, number, share
from bigmodel.tasks.next_file.line_words import line_words
from bigmodel.tasks.next_file.verdict_words import answer_of, said, titles_of, verdict_table
from bigmodel.tasks.tabular.what_if.sides import Sides

SHOWN = 8
"""Columns in the list of those outside of training at most."""
TABLE = "Before and after, with 95 % intervals"
NOTHING = "Choose a change above. Until then before and after are the same."
GROUND = (
    "The cases are those of the validation part, and each keeps the outcome that it had. What the model sees of it "
    "changes, so the answer tells how the decisions would move, not how people would behave."
)


def blocks_of_sides(sides: Sides, words: Words, currency: str) -> list[Block]:
    """The answer first, then its numbers beside what they were, then where they come from."""
    asked = ", then ".join(sides.asked.words)
    answer = answer_of(sides.after.verdict, words)
    answer = f"{asked}: {answer[:1].lower()}{answer[1:]}" if asked else NOTHING
    return [
        Sentence("What if the cases change", level=2),
        Sentence(answer),
        *cards(sides, words, currency),
        *(Sentence(text, tone=tone) for text, tone in _remarks(sides, words, currency)),
        verdict_table(TABLE, (("Before", sides.before.verdict), ("After", sides.after.verdict)), words, currency),
        *_outside(sides),
        *_figure(sides, words),
        Sentence(GROUND, level=4),
    ]


def cards(sides: Sides, words: Words, currency: str) -> list[Metric]:
    """Each number after the changes, beside what it was before."""
    before, after = sides.before.verdict, sides.after.verdict
    found = []
    if sides.threshold is not None:
        was = f"was {count(before.alerts)}"
        found.append(Metric("Alerts", count(after.alerts), was, f"How many {words.cases} are {words.flagged}."))
    for name, title in titles_of(sides.before.verdict, words).items():
        if name != "alerts":
            value, was = (said(name, side.verdict.numbers.get(name), currency) for side in (sides.after, sides.before))
            found.append(Metric(title, value, f"was {was}"))
    outside = "The share of cases with a value that training never saw; there a model has nothing to go by."
    was = f"was {share(sides.before.outside_any)}"
    found.append(Metric("Outside of training", share(sides.after.outside_any), was, outside))
    moved = f"{count(sides.no_longer)} no longer" if sides.threshold is not None else ""
    title = f"Newly {words.flagged}" if sides.threshold is not None else "Decided otherwise"
    found.append(Metric(title, count(sides.newly), moved, "Compared with the same cases before the change."))
    return found


def _remarks(sides: Sides, words: Words, currency: str) -> list[tuple[str, Tone]]:
    remarks: list[tuple[str, Tone]] = []
    after = sides.after.verdict
    if after.rows != sides.before.verdict.rows:
        remarks.append((f"{count(after.rows)} of {count(sides.before.verdict.rows)} {words.cases} are left.", "plain"))
    costs = sides.asked.costs
    if costs != sides.costs:
        told = (
            f"A false alarm costs {money(costs.false_alarm, currency)}, was {money(sides.costs.false_alarm, currency)}"
        )
        if costs.miss != sides.costs.miss and not costs.miss_is_amount:
            told += f"; a miss {money(costs.miss, currency)}, was {money(sides.costs.miss, currency)}"
        remarks.append((f"{told}.", "plain"))
    if sides.limit is not None and after.threshold != sides.threshold:
        remarks.append(
            (
                f"Only {count(int(sides.limit))} can be looked at: the line moves up from {number(sides.threshold)} to "
                f"{number(after.threshold)}.",
                "plain",
            )
        )
    if sides.line is not None and sides.threshold is not None:
        remarks.append(line_words(sides.line, sides.threshold, currency))
    rise = sides.after.outside_any - sides.before.outside_any
    if rise > 0.01:
        remarks.append(
            (
                f"{share(sides.after.outside_any)} of the {words.cases} lie outside of what training saw: the more, "
                "the less the answer can be relied on.",
                "caution",
            )
        )
    return remarks


def _outside(sides: Sides) -> list[Table]:
    before, after = sides.before.outside, sides.after.outside
    ranked = sorted(after, key=lambda name: -max(after[name], before.get(name, 0.0)))
    shown = [name for name in ranked if max(after[name], before.get(name, 0.0)) > 0][:SHOWN]
    if not shown:
        return []
    columns: dict[str, Sequence[Any]] = {
        "Column": shown,
        "Before": [share(before.get(name)) for name in shown],
        "After": [share(after[name]) for name in shown],
    }
    return [Table("Outside of what training saw", columns)]


def _figure(sides: Sides, words: Words) -> list[Figure]:
    if sides.threshold is None:
        return []
    before, after = sides.before.score, sides.after.score
    return [scores_then_and_now(before, after, ("before", "after"), sides.after.verdict.threshold, words.flagged)]
