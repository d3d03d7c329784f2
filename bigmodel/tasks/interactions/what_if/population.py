"""All test users under other circumstances: items out of stock, histories that are cut short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ranking import by_length, compare_ranks, coverage, gains, measure_ranks
from bigmodel.evaluation.sentence import in_a_hundred
from bigmodel.explain.rescore import Progress, unheard
from bigmodel.figures.ranking import hits_by_activity, hits_by_length
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import MODEL, CaseRanks, Ranked, read_ranks
from bigmodel.spec import Block, Control, Interval, Metric, Sentence, Table, Words
from bigmodel.spec.numbers import count, share, with_sign
from bigmodel.tasks.interactions.histories import Histories, RankingCases
from bigmodel.tasks.interactions.judged import LISTED, rank_by_bundle
from bigmodel.tasks.interactions.suggest import bundle_of, columns_of, labels, offered
from bigmodel.tasks.task import Dataset, Section

JUDGED = 5_000
"""Users that are judged at most; the first of a fixed draw where there are more."""
SHOWN = 10
NOW, BEFORE = "As asked", "As it was"
TITLES = {"now": NOW, "before": BEFORE}


@dataclass(frozen=True)
class _Asked:
    """What is changed: columns out of stock, and the most recent events that are known of each user."""

    gone: tuple[int, ...]
    known: int | None
    half: bool

    @property
    def anything(self) -> bool:
        return bool(self.gone) or self.half or self.known is not None

    def of(self, history: NDArray[np.int32]) -> NDArray[np.int32]:
        """What is known of a history; of half of an odd number the larger half."""
        kept = history[len(history) // 2 :] if self.half else history
        return kept if self.known is None else kept[-self.known :]


class OtherCircumstances:
    """Hit rate, NDCG and coverage of all test users before and after."""

    title = "Other circumstances"
    section: Section = "A population"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """What is out of stock and how much of each history is known."""
        if run.report() is None:
            return ()
        encoder = bundle_of(run).schema.encoder
        length = int(encoder["length"])
        return (
            Control(
                name="gone",
                title="Out of stock",
                kind="choices",
                default=(),
                options=offered(encoder),
                help="Suggested to nobody; histories keep them. The most frequent items stand first.",
            ),
            Control(
                name="known",
                title="Events known of each",
                kind="slider",
                default=length,
                low=1,
                high=length,
                step=1,
                help=f"The most recent ones. The model looks at {length}.",
            ),
            Control(name="half", title="Histories half as long", kind="switch", default=False),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Cards with what they were, where hits come and go, and what takes the place of what is gone."""
        if run.report() is None:
            return ()
        bundle = bundle_of(run)
        encoder = bundle.schema.encoder
        known = int(values.get("known") or encoder["length"])
        asked = _Asked(
            gone=tuple(columns_of(encoder, values.get("gone") or ())),
            known=known if known < int(encoder["length"]) else None,
            half=bool(values.get("half")),
        )
        everybody = read_ranks(run)
        cases = judged_users(everybody)
        before = cases.models[MODEL]
        progress: Progress = values.get("progress", unheard)
        now = rank_again(bundle, cases, asked, progress) if asked.anything else before
        blocks: list[Block] = [
            Sentence("Other circumstances", level=2),
            Sentence(said(before, now, asked, words), level=3),
            *cards(before, now, len(encoder["items"])),
            *notes(cases, asked, len(everybody.user), words),
            hits_by_length({NOW: _curve(now), BEFORE: _curve(before)}, SHOWN, words),
            hits_by_activity(by_length({"now": now.rank, "before": before.rank}, cases.length), TITLES, words),
        ]
        if asked.anything:
            blocks.append(Table("What is suggested instead", moved(encoder, before, now)))
        return blocks


def judged_users(cases: CaseRanks) -> CaseRanks:
    """The users that are judged: all, or ``JUDGED`` of them drawn by a fixed seed."""
    if len(cases.user) <= JUDGED:
        return cases
    drawn = np.sort(np.random.default_rng(0).choice(len(cases.user), JUDGED, replace=False))
    models = {name: Ranked(each.rank[drawn], each.top[drawn]) for name, each in cases.models.items()}
    return CaseRanks(
        tuple(cases.user[place] for place in drawn),
        cases.target[drawn],
        [cases.history[place] for place in drawn],
        models,
    )


def rank_again(bundle: Bundle, cases: CaseRanks, asked: _Asked, progress: Progress = unheard) -> Ranked:
    """Ranks and lists of the model that ships under the circumstances that are asked for.

    Args:
        bundle: The model.
        cases: Who is judged.
        asked: What is changed.
        progress: Told the share that is done.
    """
    progress(0.0)
    histories = [asked.of(history) + 1 for history in cases.history]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in histories])]).astype(np.int64)
    items = np.concatenate(histories).astype(np.int32)
    nobody = np.zeros(len(histories), np.int64)
    questions = RankingCases(nobody, Histories(items, starts), cases.target + np.int32(1), nobody)
    return rank_by_bundle(bundle, questions, asked.gone, progress)


def said(before: Ranked, now: Ranked, asked: _Asked, words: Words) -> str:
    """What becomes of the answer, in a sentence; the difference is paired, of the same users."""
    if not asked.anything:
        return "Nothing is changed yet. Take an item out of stock, or let less be known of each history."
    hits, of = in_a_hundred(int((now.rank <= SHOWN).sum()), len(now.rank))
    were, scale = in_a_hundred(int((before.rank <= SHOWN).sum()), len(before.rank))
    text = f"Of {of} {words.cases}, {hits} find their next choice among ten suggestions; "
    text += f"it was {were}{'' if scale == of else f' of {scale}'}."
    found = compare_ranks(now.rank, before.rank)
    if found["low"] is None:
        return f"{text} There are too few {words.cases} to tell how far that holds."
    span = f"95 % interval {with_sign(found['low'])} to {with_sign(found['high'])}"
    return f"{text} NDCG@10 moves by {with_sign(found['value'])} ({span})."


def cards(before: Ranked, now: Ranked, items: int) -> list[Metric]:
    """Hit rate, NDCG and coverage, and how many hits come and go."""
    new, was = measure_ranks(now.rank, now.top, items), gains(before.rank)
    rate, ndcg = (float(was[name].mean()) for name in ("hit_rate", "ndcg"))
    hit = [each.rank <= SHOWN for each in (before, now)]
    lost, won = int((hit[0] & ~hit[1]).sum()), int((hit[1] & ~hit[0]).sum())
    return [
        Metric("Hit rate@10", share(new["hit_rate@10"].value), _beside(new["hit_rate@10"], share(rate))),
        Metric("NDCG@10", f"{new['ndcg@10'].value:.3f}", _beside(new["ndcg@10"], f"{ndcg:.3f}", "{:.3f}".format)),
        Metric("Coverage@10", share(new["coverage@10"].value), f"was {share(coverage(before.top[:, :SHOWN], items))}"),
        Metric("Hits lost", count(lost), f"and {count(won)} won, of {count(len(now.rank))}"),
    ]


def notes(cases: CaseRanks, asked: _Asked, all_users: int, words: Words) -> list[Sentence]:
    """What to bear in mind: questions that can no longer be answered, and that only some users were judged."""
    found = []
    gone = int(np.isin(cases.target, asked.gone).sum())
    if gone:
        who = words.case if gone == 1 else words.cases
        found.append(
            Sentence(f"{count(gone)} {who} chose what is out of stock here; they count as not found.", level=4)
        )
    if len(cases.user) < all_users:
        text = f"{count(len(cases.user))} of {count(all_users)} {words.cases} are judged here, drawn once and for all."
        found.append(Sentence(text, level=4))
    return found


def moved(encoder: Mapping[str, Any], before: Ranked, now: Ranked) -> dict[str, Sequence[Any]]:
    """The items whose place in lists of ten changes most: those that win and those that lose."""
    names, items = labels(encoder), len(encoder["items"])
    lists = [np.bincount(each.top[:, :SHOWN][each.top[:, :SHOWN] >= 0], minlength=items) for each in (before, now)]
    change = lists[1] - lists[0]
    order = np.argsort(-np.abs(change), kind="stable")[:SHOWN]
    shown = [int(column) for column in order if change[column]]
    return {
        "Item": [names[column] for column in shown],
        "Lists": [int(lists[1][column]) for column in shown],
        "Was in": [int(lists[0][column]) for column in shown],
    }


def _curve(ranked: Ranked) -> list[float]:
    return [float((ranked.rank <= length).mean()) for length in range(1, LISTED + 1)]


def _beside(now: Interval, was: str, digits: Callable[[float], str] = share) -> str:
    if now.low is None or now.high is None:
        return f"was {was}"
    return f"{digits(now.low)} to {digits(now.high)}, was {was}"
