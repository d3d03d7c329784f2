"""The answer in a sentence, in a template's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bigmodel.spec import Report, Words

HIT_RATE, BEST_SELLERS = "hit_rate@10", "popularity"
"""The metric that a ranking's sentence is made from, and the baseline beside it."""
FEW = 20
"""Below this many cases the sentence gives counts; a rate in a hundred would promise too much."""


def answer(report: Report, words: Words) -> str:
    """The test result of a run, at the threshold that validation chose.

    "Of 100 transactions flagged, 81 are fraud; of 100 frauds, 62 are caught." or, for more than two classes,
    "93 of 100 pictures are sorted right." or, for a ranking, "Of 100 customers, 31 find their next choice among ten
    suggestions; the bestseller list reaches 9."
    """
    if HIT_RATE in report.metrics["test"]:
        return ranking_sentence(report, words)
    decided = report.extra.get("decision", {}).get("test")
    if decided is not None:
        return decision_sentence(decided, words)
    matrix = report.extra.get("confusion", {}).get("test")
    if matrix is not None:
        right = sum(row[number] for number, row in enumerate(matrix))
        return sorted_sentence(right, sum(sum(row) for row in matrix), words)
    accuracy = report.metrics["test"]["accuracy"].value
    return sorted_sentence(round(accuracy * 1_000), 1_000, words)


def decision_sentence(decided: Mapping[str, Any], words: Words) -> str:
    """What a threshold does, from the counts ``tp, fp, fn, alerts`` of ``decision.decide``."""
    caught, alerts = int(decided["tp"]), int(decided["alerts"])
    positives = caught + int(decided["fn"])
    if not alerts:
        missed = f"so {_all_of(positives, words)} missed" if positives else f"and there is no {words.positive} to catch"
        return f"No {words.case} is {words.flagged}, {missed}."
    said_caught, said_alerts = in_a_hundred(caught, alerts)
    flagged = f"Of {said_alerts} {_noun(said_alerts, words.case, words.cases)} {words.flagged}, "
    flagged += f"{_none(said_caught)} {_are(said_caught)} {words.positive if said_caught == '1' else words.called}"
    if not positives:
        return f"{flagged}; there is no {words.positive} to catch."
    said_caught, said_positives = in_a_hundred(caught, positives)
    there = _noun(said_positives, words.positive, words.positives)
    return f"{flagged}; of {said_positives} {there}, {_none(said_caught)} {_are(said_caught)} caught."


def sorted_sentence(right: int, total: int, words: Words) -> str:
    """How many cases get the right class: "93 of 100 pictures are sorted right."."""
    if not total:
        return f"There are no {words.cases} to judge by."
    said, of = in_a_hundred(right, total)
    return f"{_none(said).capitalize()} of {of} {_noun(of, words.case, words.cases)} {_are(said)} sorted right."


def ranking_sentence(report: Report, words: Words) -> str:
    """For how many the next choice is among ten suggestions, and what always suggesting the same ten reaches."""
    users = sum(report.counts.get("test", ()))
    if not users:
        return f"There are no {words.cases} to judge by."
    said, of = in_a_hundred(round(report.metrics["test"][HIT_RATE].value * users), users)
    one = said == "1"
    text = f"Of {of} {_noun(of, words.case, words.cases)}, {_none(said)} {'finds its' if one else 'find their'} "
    text += "next choice among ten suggestions"
    popular = report.baselines.get(BEST_SELLERS, {}).get(HIT_RATE)
    if popular is None:
        return f"{text}."
    reached, scale = in_a_hundred(round(popular.value * users), users)
    return f"{text}; the bestseller list reaches {_none(reached)}{'' if scale == of else f' of {scale}'}."


def in_a_hundred(part: int, whole: int) -> tuple[str, str]:
    """``part`` of ``whole`` as two counts to read.

    Of 100; of 1,000 or 10,000 where 100 would round to none or to all though some are left over. Fewer than 20 cases
    stay as they are.
    """
    if whole < FEW:
        return f"{part:,}", f"{whole:,}"
    for scale in (100, 1_000, 10_000):
        said = round(part / whole * scale)
        if (said > 0 or part == 0) and (said < scale or part == whole):
            return f"{said:,}", f"{scale:,}"
    return f"{part:,}", f"{whole:,}"


def _all_of(count: int, words: Words) -> str:
    return f"the one {words.positive} is" if count == 1 else f"all {count:,} {words.positives} are"


def _noun(count: str, one: str, many: str) -> str:
    return one if count == "1" else many


def _are(count: str) -> str:
    return "is" if count == "1" else "are"


def _none(count: str) -> str:
    return "none" if count == "0" else count
