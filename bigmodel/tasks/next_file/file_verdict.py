"""The answer to a later file: decisions on it, and whether the threshold still holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bigmodel.evaluation.decision import days_spanned, flagged
from bigmodel.explain.drift import Drift
from bigmodel.explain.line import look_at_line
from bigmodel.explain.verdict import Verdict, judge_classes, judge_decisions
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Costs, Interval, Metric, Problem, Report, RunSpec, Sentence, Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import count, number, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.what_if.file_rows import FileRows
from bigmodel.tasks.tabular.what_if.holds_words import holds_without_outcomes
from bigmodel.tasks.tabular.what_if.line_words import line_words
from bigmodel.tasks.tabular.what_if.verdict_words import answer_of, said, said_with_bounds, titles_of, verdict_table
from bigmodel.tasks.views.decide import days_of

TABLE = "Validation and this file, with 95 % intervals"
NAMED = 3
"""Moved columns that are named in the sentence at most."""


def file_verdict(
    run: RunFolder, rows: FileRows, scores: Drift, columns: Mapping[str, Drift] | None, words: Words
) -> list[Block]:
    """Sentences and cards, the answer first.

    Args:
        run: A run with a result.
        rows: The file.
        scores: How the scores have moved since validation.
        columns: How the columns have moved since training; None where the training rows are gone.
        words: The template's words.

    Raises:
        Problem: The result is gone.
    """
    report, spec = run.report(), run.spec()
    if report is None:
        raise Problem("This run has no result yet", remedy="Wait until it is finished.")
    cases, costs = read_cases(run, "validation"), spec.plan.costs
    known = rows.y >= 0
    then = _verdict(cases, costs, report.threshold)
    now = _known(rows, costs, report.threshold) if known.any() else None
    said_first = answer_of(now, words) if now is not None else _answer(rows, report, words)
    remarks: list[tuple[str, Tone]] = [(said_first, "plain")]
    if report.threshold is not None:
        remarks.append(_holds(rows, cases, costs, report.threshold, words))
    return [
        *(Sentence(text, tone=tone) for text, tone in remarks),
        Sentence(moved_words(columns, scores), tone="caution" if _moved(columns, scores) else "good"),
        *_cards(rows, cases, report, spec, words),
        *(_quality(now, then, words, costs.currency) if now is not None else ()),
        *_drift_cards(scores, columns),
        *([verdict_table(TABLE, (("Validation", then), ("This file", now)), words, costs.currency)] if now else []),
        *_unknown(int((~known).sum()), len(known), words),
    ]


def moved_words(columns: Mapping[str, Drift] | None, scores: Drift) -> str:
    """What has moved, in a sentence."""
    moved = _moved(columns, scores)
    spread = "spread as in validation" if scores.move in ("steady", "as before") else f"have {scores.move}"
    tail = f"the scores {'are ' if spread.startswith('spread') else ''}{spread}"
    if columns is None:
        return f"{tail[:1].upper()}{tail[1:]}."
    names = [name for name in moved if name in columns]
    if not names:
        return f"No column has moved since training; {tail}."
    shown = ", ".join(f"{shorten(name)} ({columns[name].move})" for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    one = len(names) == 1
    return f"{len(names)} of {len(columns)} columns {'has' if one else 'have'} moved: {shown}{more}; {tail}."


def _moved(columns: Mapping[str, Drift] | None, scores: Drift) -> list[str]:
    """Names of what has moved, the most first; the scores are called so."""
    every = sorted((columns or {}).items(), key=lambda item: -item[1].psi)
    return [name for name, drift in [*every, ("the scores", scores)] if drift.move in ("moved a little", "moved")]


def _verdict(cases: CaseScores, costs: Costs, threshold: float | None) -> Verdict:
    if threshold is None:
        return judge_classes(cases.y, cases.score)
    return judge_decisions(cases.y, cases.score, cases.amount, costs, threshold)


def _known(rows: FileRows, costs: Costs, threshold: float | None) -> Verdict:
    """The verdict on the rows whose outcome is known."""
    return _verdict(_with_outcome(rows), costs, threshold)


def _with_outcome(rows: FileRows) -> CaseScores:
    known = np.flatnonzero(rows.y >= 0)
    amount = None if rows.amount is None else rows.amount[known]
    return CaseScores(known, rows.y[known], rows.score[known], amount)


def _answer(rows: FileRows, report: Report, words: Words) -> str:
    """What is decided where outcomes are not known."""
    total = len(rows.score)
    if report.threshold is None:
        return f"The model sorts {count(total)} {words.cases}; the file has no outcomes to compare with."
    alerts = int(flagged(rows.score, report.threshold).sum())
    return f"Of {count(total)} {words.cases}, {count(alerts)} would be {words.flagged} ({share(alerts / total)})."


def _holds(rows: FileRows, cases: CaseScores, costs: Costs, threshold: float, words: Words) -> tuple[str, Tone]:
    found = _with_outcome(rows)
    if len(found.row):
        line = look_at_line(found.y, found.score, found.amount, costs, threshold)
        if line.gain is not None:
            return line_words(line, threshold, costs.currency)
    return holds_without_outcomes(cases.score, rows.score, threshold, words)


def _cards(rows: FileRows, cases: CaseScores, report: Report, spec: RunSpec, words: Words) -> list[Metric]:
    total = len(rows.score)
    found = [Metric(words.cases.capitalize(), count(total), f"validation: {count(len(cases.y))}")]
    if report.threshold is None:
        return found
    sides = [flagged(score, report.threshold) for score in (rows.score, cases.score)]
    now, then = (float(flag.mean()) for flag in sides)
    found.append(Metric(f"Share {words.flagged}", share(now), f"validation: {share(then)}"))
    days, days_then = days_spanned(rows.time), days_of(cases, spec, report)
    if days and days_then:
        a_day = [number(float(flag.sum()) / span) for flag, span in zip(sides, (days, days_then), strict=True)]
        found.append(Metric("Alerts a day", a_day[0], f"validation: {a_day[1]}"))
    known = rows.y[rows.y >= 0]
    if len(known):
        rates = [share(float((y == 1).mean())) for y in (known, cases.y)]
        found.append(Metric("Base rate", rates[0], f"validation: {rates[1]}"))
    return found


def _quality(now: Verdict, then: Verdict, words: Words, currency: str) -> list[Metric]:
    """Each number on the file with its interval, beside that of validation; money for as many cases."""
    found = []
    for name, title in titles_of(then, words).items():
        if name == "alerts":
            continue
        value, before = now.numbers.get(name), then.numbers.get(name)
        if name == "money" and before is not None:
            before = Interval(value=before.value * now.rows / max(1, then.rows))
        help = f"{said_with_bounds(name, value, currency)} with its 95 % interval"
        help += "; validation: for as many cases." if name == "money" else "."
        found.append(Metric(title, said(name, value, currency), f"validation: {said(name, before, currency)}", help))
    return found


def _drift_cards(scores: Drift, columns: Mapping[str, Drift] | None) -> list[Metric]:
    found = [Metric("Drift of the scores", number(scores.psi, 2), f"by chance below {number(scores.chance, 2)}")]
    if columns is not None:
        moved = len([name for name in _moved(columns, scores) if name in columns])
        found.append(Metric("Columns that moved", count(moved), f"of {len(columns)}"))
    return found


def _unknown(missing: int, total: int, words: Words) -> list[Sentence]:
    if not 0 < missing < total:
        return []
    told = f"{count(missing)} of the {words.cases} have no outcome that the model knows"
    return [Sentence(f"{told}; quality is told from the others.")]
