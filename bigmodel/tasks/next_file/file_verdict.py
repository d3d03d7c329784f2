"""The answer to a later file of cases in classes: how good it is, and whether model or threshold still hold."""

from __future__ import annotations

from collections.abc import Sequence

from bigmodel.evaluation.decision import days_spanned, flagged
from bigmodel.explain.line import look_at_line
from bigmodel.explain.verdict import Verdict, judge_classes, judge_decisions
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Costs, Interval, Metric, Problem, Report, RunSpec, Sentence, Table, Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import count, number, share
from bigmodel.tasks.next_file.classes_hold import classes_hold, sorts
from bigmodel.tasks.next_file.each_class import each_class
from bigmodel.tasks.next_file.line_words import line_words
from bigmodel.tasks.next_file.moved import SAID, Moved, moved_words, with_outcome
from bigmodel.tasks.next_file.threshold_holds import holds_without_outcomes
from bigmodel.tasks.next_file.verdict_words import answer_of, said, said_with_bounds, titles_of, verdict_table
from bigmodel.tasks.next_file.worse import worse_words
from bigmodel.tasks.views.decide import days_of

TABLE = "Validation and this file, with 95 % intervals"


def file_verdict(
    run: RunFolder, now: CaseScores, moved: Moved, words: Words, cards: Sequence[Metric] = ()
) -> list[Block]:
    """Sentences and cards, the answer first.

    Args:
        run: A run with a result.
        now: The cases of the file with their scores; a class of -1 is not known.
        moved: What has moved.
        words: The template's words.
        cards: Further cards of the kind of data.

    Raises:
        Problem: The result is gone.
    """
    report, spec = run.report(), run.spec()
    if report is None:
        raise Problem("This run has no result yet", remedy="Wait until it is finished.")
    before, costs = read_cases(run, "validation"), spec.plan.costs
    found = with_outcome(now)
    then = _verdict(before, costs, report.threshold)
    verdict = _verdict(found, costs, report.threshold) if len(found.y) else None
    said_first = answer_of(verdict, words) if verdict is not None else _answer(now, report, spec, words)
    text, tone = (
        classes_hold(now, before, read_cases(run, "test"), moved, words)
        if report.threshold is None
        else _holds(now, before, costs, report.threshold, words)
    )
    return [
        Sentence(said_first),
        Sentence(text, tone=tone),
        *(Sentence(text, tone="caution") for text in _worse(verdict, then, words)),
        Sentence(moved_words(moved), tone=moved.tone),
        *_cards(now, before, report, spec, words),
        *(_quality(verdict, then, words, costs.currency) if verdict is not None else ()),
        *cards,
        *drift_cards(moved),
        *(_tables(found, before, (then, verdict), spec, words) if verdict is not None else ()),
        *_unknown(len(now.y) - len(found.y), len(now.y), words),
    ]


def _tables(
    found: CaseScores, before: CaseScores, verdicts: tuple[Verdict, Verdict], spec: RunSpec, words: Words
) -> list[Table]:
    """All numbers with their intervals beside those of validation; of more than two classes also each class."""
    sides = tuple(zip(("Validation", "This file"), verdicts, strict=True))
    tables = [verdict_table(TABLE, sides, words, spec.plan.costs.currency)]
    outcome = spec.plan.outcome
    if outcome is not None and not outcome.binary:
        tables.append(each_class(found, before, outcome.classes, words))
    return tables


def _verdict(cases: CaseScores, costs: Costs, threshold: float | None) -> Verdict:
    if threshold is None:
        return judge_classes(cases.y, cases.score)
    return judge_decisions(cases.y, cases.score, cases.amount, costs, threshold)


def _answer(now: CaseScores, report: Report, spec: RunSpec, words: Words) -> str:
    """What is decided where outcomes are not known."""
    if report.threshold is None:
        return sorts(now, spec.plan.outcome.classes if spec.plan.outcome else (), words)
    total, alerts = len(now.score), int(flagged(now.score, report.threshold).sum())
    if total == 1:
        return f"This {words.case} would {'' if alerts else 'not '}be {words.flagged}."
    return f"Of {count(total)} {words.cases}, {count(alerts)} would be {words.flagged} ({share(alerts / total)})."


def _holds(now: CaseScores, before: CaseScores, costs: Costs, threshold: float, words: Words) -> tuple[str, Tone]:
    """Whether the threshold holds: by the cases whose outcome is known, else by the scores."""
    found = with_outcome(now)
    if len(found.y):
        line = look_at_line(found.y, found.score, found.amount, costs, threshold)
        if line.gain is not None:
            return line_words(line, threshold, costs.currency)
    return holds_without_outcomes(before.score, now.score, threshold, words)


def _worse(now: Verdict | None, then: Verdict, words: Words) -> list[str]:
    return [] if now is None or now.threshold is None else worse_words(now, then, words)


def _cards(now: CaseScores, before: CaseScores, report: Report, spec: RunSpec, words: Words) -> list[Metric]:
    total = len(now.score)
    found = [Metric(words.heading, count(total), f"validation: {count(len(before.y))}")]
    if report.threshold is None:
        return found
    sides = [flagged(each.score, report.threshold) for each in (now, before)]
    shares = [share(float(flag.mean())) for flag in sides]
    found.append(Metric(f"Share {words.flagged}", shares[0], f"validation: {shares[1]}"))
    days, days_then = days_spanned(now.time), days_of(before, spec, report)
    if days and days_then:
        a_day = [number(float(flag.sum()) / span) for flag, span in zip(sides, (days, days_then), strict=True)]
        found.append(Metric("Alerts a day", a_day[0], f"validation: {a_day[1]}"))
    known = now.y[now.y >= 0]
    if len(known):
        rates = [share(float((y == 1).mean())) for y in (known, before.y)]
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


def drift_cards(moved: Moved) -> list[Metric]:
    """How far each answer has moved, and how many inputs have."""
    found = [
        Metric(
            f"Drift of {SAID[name].replace('their', 'the')}",
            number(drift.psi, 2),
            f"by chance below {number(drift.chance, 2)}",
        )
        for name, drift in moved.answers.items()
    ]
    if moved.inputs is not None:
        title = f"{moved.kind[1].capitalize()} that moved"
        found.append(Metric(title, count(len(moved.moved_inputs)), f"of {len(moved.inputs)}"))
    return found


def _unknown(missing: int, total: int, words: Words) -> list[Sentence]:
    if not 0 < missing < total:
        return []
    told = f"{count(missing)} of the {words.cases} {'has' if missing == 1 else 'have'} no outcome that the model knows"
    return [Sentence(f"{told}; quality is told from the others.")]
