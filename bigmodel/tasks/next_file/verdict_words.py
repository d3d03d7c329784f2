"""The numbers of a verdict as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.evaluation.sentence import decision_sentence, sorted_sentence
from bigmodel.explain.verdict import Verdict
from bigmodel.spec import Interval, Table, Words
from bigmodel.spec.metric_names import METRIC_NAMES
from bigmodel.spec.numbers import NOTHING, count, money, score, share, with_interval


def titles_of(verdict: Verdict, words: Words) -> dict[str, str]:
    """The numbers of a verdict with their headings, in the order in which they are shown."""
    if verdict.threshold is None:
        return {name: METRIC_NAMES[name] for name in ("accuracy", "macro_f1")}
    names = {name: METRIC_NAMES[name] for name in ("precision", "recall", "f1")}
    return {"alerts": f"Share {words.flagged}", **names, "money": words.money}


def said(name: str, found: Interval | None, currency: str) -> str:
    """One number alone."""
    if found is None:
        return NOTHING
    if name == "money":
        return money(found.value, currency)
    return share(found.value) if name in ("alerts", "accuracy") else score(found.value)


def said_with_bounds(name: str, found: Interval | None, currency: str) -> str:
    """One number with its 95 % interval, where there is enough to tell one."""
    if found is None:
        return NOTHING
    if name not in ("money", "alerts", "accuracy"):
        return with_interval(found)
    if found.low is None or found.high is None:
        return said(name, found, currency)
    low, high = (said(name, Interval(value=bound), currency) for bound in (found.low, found.high))
    return f"{said(name, found, currency)} ({low} to {high})"


def answer_of(verdict: Verdict, words: Words) -> str:
    """The verdict in a sentence."""
    if verdict.threshold is None:
        return sorted_sentence(round(verdict.numbers["accuracy"].value * verdict.rows), verdict.rows, words)
    return decision_sentence({"tp": verdict.tp, "fn": verdict.fn, "alerts": verdict.alerts}, words)


def verdict_table(title: str, sides: Sequence[tuple[str, Verdict]], words: Words, currency: str) -> Table:
    """The numbers of several verdicts with their intervals side by side.

    Args:
        title: Heading of the table.
        sides: The head of each column and what stands in it, at least one.
        words: The template's words.
        currency: The sign for money.
    """
    titles = titles_of(sides[0][1], words)
    columns: dict[str, Sequence[Any]] = {"Number": [words.heading, *titles.values()]}
    for head, verdict in sides:
        told = [said_with_bounds(name, verdict.numbers.get(name), currency) for name in titles]
        columns[head] = [count(verdict.rows), *told]
    return Table(title, columns)
