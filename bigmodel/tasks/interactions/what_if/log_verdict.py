"""The answer to a later log: how many last choices are still suggested, and what of the log the model knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.ranking import TOO_FEW, compare_ranks, compare_users, measure_ranks
from bigmodel.evaluation.sentence import in_a_hundred
from bigmodel.runs.ranks import MODEL, CaseRanks
from bigmodel.spec import Block, Interval, Metric, Report, Sentence, Table, Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import cell, count, share, with_sign
from bigmodel.tasks.interactions.judged import BASELINES, hits
from bigmodel.tasks.interactions.what_if.later_log import LaterLog
from bigmodel.tasks.next_file.file_verdict import drift_cards
from bigmodel.tasks.next_file.moved import Moved, moved_words

TABLE = "Test and this file, with 95 % intervals"
MANY_NEW = 0.1
"""From this share of events of unknown items on there is reason to train again."""
NAMES = {"hit_rate@10": "Hit rate@10", "ndcg@10": "NDCG@10"}


def log_verdict(report: Report, before: CaseRanks, later: LaterLog, moved: Moved, words: Words) -> list[Block]:
    """Sentences, cards and a table, the answer first.

    Args:
        report: The run's result.
        before: Its test.
        later: The log.
        moved: What has moved.
        words: The template's words.
    """
    remarks: list[tuple[str, Tone]] = [(_answer(before, later, words), "plain")]
    remarks += _holds(before, later, words)
    remarks.append(_known(later, words))
    remarks.append((moved_words(moved), moved.tone))
    found = _measured(report, later)
    return [
        *(Sentence(text, tone=tone) for text, tone in remarks),
        *_cards(report, before, later, found, words),
        *drift_cards(moved),
        *([_table(report, before, later, found, words)] if found else ()),
        *(Sentence(text, level=4) for text in _ground(later, words)),
    ]


def _answer(before: CaseRanks, later: LaterLog, words: Words) -> str:
    if later.model is None:
        return f"No {words.case} can be judged: nobody chose two things in this log that the model knows."
    found, of = in_a_hundred(hits(later.model.rank), len(later.model.rank))
    were, scale = in_a_hundred(hits(before.models[MODEL].rank), len(before.models[MODEL].rank))
    one, who = found == "1", words.case if of == "1" else words.cases
    what = f"{'its' if one else 'their'} last choice"
    if later.questions.new_items:
        who, what = f"{who} whose last choice the model knows", "it"
    text = f"Of {of} {who}, {'none' if found == '0' else found} {'finds' if one else 'find'} {what}"
    text += " among ten suggestions"
    return f"{text}; in testing {were}{'' if scale == of else f' of {scale}'} did."


def _holds(before: CaseRanks, later: LaterLog, words: Words) -> list[tuple[str, Tone]]:
    """Whether the lists are as good as in the test, and whether the bestseller list would do as well."""
    if later.model is None or later.popular is None:
        return []
    found = compare_users(later.model.rank, before.models[MODEL].rank)
    if found["low"] is None:
        who = words.case if len(later.model.rank) == 1 else words.cases
        few = f"Only {count(len(later.model.rank))} {who} can be judged"
        return [(f"{few}, and fewer than {TOO_FEW} are too few to tell whether the model still holds.", "plain")]
    differ = f"NDCG@10 differs by {_span(found)}"
    said: list[tuple[str, Tone]] = []
    if found["high"] < 0:
        worse = f"The model is worse here than in testing, by more than chance: {differ}."
        said.append((worse + _shorter(before, later), "caution"))
    elif found["low"] > 0:
        said.append((f"The model holds, better than in testing: {differ}.", "good"))
    else:
        start = "Among the items that it knows the" if later.new_events >= MANY_NEW else "The"
        said.append((f"{start} model still holds: {differ} from the test, no more than chance.", "good"))
    ahead = compare_ranks(later.model.rank, later.popular.rank)
    if ahead["high"] < 0:
        said.append((f"The bestseller list of the training is better here: {_span(ahead)} NDCG@10.", "caution"))
    elif ahead["low"] <= 0:
        said.append(
            (
                f"The bestseller list of the training is as good, as far as this log can tell: {_span(ahead)} NDCG@10.",
                "caution",
            )
        )
    return said


def _shorter(before: CaseRanks, later: LaterLog) -> str:
    """What may be why lists are worse: less is known of each user."""
    here, test = (float(np.median(each)) for each in (later.questions.cases.history.lengths, before.length))
    if here >= test / 2:
        return ""
    lengths = f"{cell(here)} events at the median instead of {cell(test)}"
    return f" Histories are shorter here, {lengths}, which alone makes lists weaker."


def _known(later: LaterLog, words: Words) -> tuple[str, Tone]:
    """What of the log the model knows."""
    known = len([item for item in later.items if item is not None])
    total = known + later.new_items
    said = f"{_all(known, total)} {'items are' if total != 1 else 'item is'} known to the model"
    if later.known_users is not None:
        who = f"{_all(later.known_users, later.users)} {words.cases} were"
        if later.users == 1:
            who = f"its {words.case} was{'' if later.known_users else ' not'}"
        said += f", and {who} in the training log"
    if later.new_items:
        said += f"; {share(later.new_events)} of the events are of items that are new to it"
    return f"{said[:1].upper()}{said[1:]}.", "caution" if later.new_events >= MANY_NEW else "good"


def _all(part: int, whole: int) -> str:
    return f"all {count(whole)}" if part == whole else f"{count(part) if part else 'none'} of {count(whole)}"


def _measured(report: Report, later: LaterLog) -> Mapping[str, Mapping[str, Interval]]:
    """Metrics of model and bestsellers on the log; nothing where nobody can be judged."""
    if later.model is None or later.popular is None:
        return {}
    items = int(report.extra.get("items", 1))
    return {
        name: measure_ranks(each.rank, each.top, items)
        for name, each in ((MODEL, later.model), ("popularity", later.popular))
    }


def _cards(
    report: Report, before: CaseRanks, later: LaterLog, found: Mapping[str, Mapping[str, Interval]], words: Words
) -> list[Metric]:
    cards = [Metric(f"{words.heading} judged", count(len(later.questions.cases)), f"test: {count(len(before.user))}")]
    for name, title in NAMES.items() if found else ():
        here, test = found[MODEL][name], report.metrics["test"][name]
        cards.append(
            Metric(
                title, _said(name, here), f"test: {_said(name, test)}", f"{_whole(name, here)} with its 95 % interval."
            )
        )
    if found:
        test_popular = report.baselines.get("popularity", {}).get("ndcg@10")
        beside = f"test: {_said('ndcg@10', test_popular)}" if test_popular else ""
        help = "NDCG@10 of always suggesting what was chosen most in training."
        cards.append(Metric("Bestseller list", _said("ndcg@10", found["popularity"]["ndcg@10"]), beside, help))
    if later.known_users is not None:
        cards.append(
            Metric(f"Known {words.cases}", share(later.known_users / max(1, later.users)), f"of {count(later.users)}")
        )
    cards.append(Metric("Events of new items", share(later.new_events), f"of {count(later.events)}"))
    return cards


def _table(
    report: Report, before: CaseRanks, later: LaterLog, found: Mapping[str, Mapping[str, Interval]], words: Words
) -> Table:
    sides = {
        "Test": (len(before.user), report.metrics["test"], report.baselines.get("popularity", {})),
        "This file": (len(later.questions.cases), found[MODEL], found["popularity"]),
    }
    popular = BASELINES["popularity"]
    columns: dict[str, Sequence[Any]] = {
        "Number": [words.heading, *NAMES.values(), *(f"{title} of {popular}" for title in NAMES.values())]
    }
    for head, (number_of, model, bestsellers) in sides.items():
        told = [_whole(name, each.get(name)) for each in (model, bestsellers) for name in NAMES]
        columns[head] = [count(number_of), *told]
    return Table(TABLE, columns)


def _ground(later: LaterLog, words: Words) -> list[str]:
    """What the answer stands on."""
    said = []
    questions = later.questions
    if questions.asked < questions.able:
        said.append(
            f"Of {count(questions.able)} {words.cases} with two choices or more {count(questions.asked)}, drawn at "
            "random, are asked for."
        )
    if questions.new_items:
        who = words.case if questions.new_items == 1 else words.cases
        said.append(
            f"{count(questions.new_items)} {who} of {count(questions.asked)} chose last what is new to the model and "
            "can't be suggested; as in the test they are not judged."
        )
    nothing = questions.asked - questions.new_items - len(questions.cases)
    if nothing:
        who = f"{words.case} has" if nothing == 1 else f"{words.cases} have"
        said.append(
            f"{count(nothing)} {who} nothing known before the last choice, so there is nothing to suggest from."
        )
    if later.continued:
        who = words.case if later.continued == 1 else words.cases
        said.append(
            f"The histories of {count(later.continued)} {who} begin with what the training log has from before it."
        )
    return said


def _said(name: str, found: Interval | None) -> str:
    if found is None:
        return "–"
    return share(found.value) if name.startswith("hit_rate") else f"{found.value:.3f}"


def _whole(name: str, found: Interval | None) -> str:
    if found is None or found.low is None or found.high is None:
        return _said(name, found)
    bounds = [_said(name, Interval(value=each)) for each in (found.low, found.high)]
    return f"{_said(name, found)} ({bounds[0]} to {bounds[1]})"


def _span(found: Mapping[str, Any]) -> str:
    bounds = f"{with_sign(found['low'])} to {with_sign(found['high'])}"
    return f"{with_sign(found['value'])} (95 % interval {bounds})"
