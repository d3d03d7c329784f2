"""The verdict on a run that ranks: ranks of the shipped model and of the baselines, and what limits them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ranking import TOO_FEW, by_length, compare_ranks, gains, measure_ranks, rank_targets
from bigmodel.evaluation.recommenders import Recommender, fit_recommenders
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import leave_out_known, pad_left, top_items
from bigmodel.runs.ranks import MODEL, CaseRanks, Ranked
from bigmodel.spec import Report, Words
from bigmodel.spec.numbers import count, with_sign
from bigmodel.tasks.interactions.histories import RankingCases, RankingParts

LISTED = 50
"""Items of each list that are kept: as many as the slider goes."""
PART = 512
BASELINES = {"popularity": "the bestseller list", "item_knn": "item neighbours", "ease": "EASE"}
"""Baseline name to its words in a sentence."""


def rank_cases(
    score: Callable[[int, int], NDArray[np.float32]],
    cases: RankingCases,
    *,
    repeats: bool,
    listed: int = LISTED,
    gone: Sequence[int] = (),
) -> Ranked:
    """Ranks and lists of cases, some at a time.

    Args:
        score: Gives the scores (end - first, items) of cases ``first`` to ``end``.
        cases: The questions.
        repeats: Whether items of the history may be suggested.
        listed: Items of each list.
        gone: Columns of the scores that nobody is to be suggested; who is asked for one of them gets the last rank.
    """
    ranks, tops = [], []
    for first in range(0, len(cases), PART):
        end = min(first + PART, len(cases))
        scores = score(first, end)
        if not repeats:
            scores = leave_out_known(scores, [cases.history.of(place) for place in range(first, end)])
        if gone:
            scores = scores.copy()
            scores[:, list(gone)] = -np.inf
        ranks.append(rank_targets(scores, cases.target[first:end] - 1))
        top = top_items(scores, listed)
        tops.append(np.pad(top, ((0, 0), (0, listed - top.shape[1])), constant_values=-1))
    return Ranked(np.concatenate(ranks), np.concatenate(tops))


def rank_by_bundle(
    bundle: Bundle, cases: RankingCases, gone: Sequence[int] = (), progress: Callable[[float], object] | None = None
) -> Ranked:
    """Ranks and lists of the model that ships; see ``rank_cases``. ``progress`` is told the share that is done."""
    encoder = bundle.schema.encoder

    def score(first: int, end: int) -> NDArray[np.float32]:
        histories = [cases.history.of(place) for place in range(first, end)]
        scores = bundle.score({"history": pad_left(histories, encoder["length"])})
        if progress is not None:
            progress(end / len(cases))
        return scores

    return rank_cases(score, cases, repeats=encoder["repeats"], gone=gone)


def judge_ranks(
    bundle: Bundle, parts: RankingParts, *, best_epoch: int, epochs: int, words: Words
) -> tuple[Report, CaseRanks]:
    """Judge the shipped model and the tuned baselines on the same test users.

    Returns:
        The report (``seconds`` still 0) and the test ranks. Its ``extra`` holds ``differences`` (baseline to NDCG@10
        of model minus baseline with paired bounds), ``settings`` (what validation chose for each baseline), ``lists``
        (model or baseline to novelty and popularity), ``activity`` (see ``by_length``) and ``repeats``.
    """
    items, repeats = len(parts.items), bool(bundle.schema.encoder["repeats"])
    validation = rank_by_bundle(bundle, parts.validation)
    ranked = {MODEL: rank_by_bundle(bundle, parts.test)}
    fitted = fit_recommenders(parts.train, parts.validation.history, parts.validation.target, items, repeats=repeats)
    for each in fitted:
        ranked[each.name] = rank_baseline(each, parts.test, repeats=repeats)
    metrics = {name: measure_ranks(found.rank, found.top, items) for name, found in ranked.items()}
    differences = {
        name: compare_ranks(ranked[MODEL].rank, found.rank) for name, found in ranked.items() if name != MODEL
    }
    counts = np.bincount(parts.train.items - 1, minlength=items)
    test = parts.test
    cases = CaseRanks(
        user=tuple(parts.users[each] for each in test.user),
        target=(test.target - 1).astype(np.int32),
        history=[test.history.of(place) - 1 for place in range(len(test))],
        models=ranked,
        day=np.split(test.day, test.history.starts[1:-1]) if test.day is not None else None,
    )
    report = Report(
        best_epoch=best_epoch,
        epochs=epochs,
        threshold=None,
        metrics={"validation": measure_ranks(validation.rank, validation.top, items), "test": metrics.pop(MODEL)},
        baselines=metrics,
        counts={"train": [len(parts.train.items)], "validation": [len(parts.validation)], "test": [len(test)]},
        seconds=0.0,
        notes=[*_limits(len(test), differences, words), *parts.notes],
        extra={
            "differences": differences,
            "settings": {each.name: dict(each.chosen) for each in fitted},
            "lists": {name: describe_lists(found.top[:, :10], counts) for name, found in ranked.items()},
            "chosen": {"popularity": float(counts[cases.target].mean())},
            "activity": by_length({name: found.rank for name, found in ranked.items()}, cases.length),
            "repeats": repeats,
            "items": items,
        },
    )
    return report, cases


def rank_baseline(fitted: Recommender, cases: RankingCases, *, repeats: bool) -> Ranked:
    """Ranks and lists of a baseline."""
    return rank_cases(lambda first, end: fitted.score(cases.history, first, end), cases, repeats=repeats)


def describe_lists(top: NDArray[np.int32], counts: NDArray[np.integer]) -> dict[str, float]:
    """What lists are like whatever was right.

    Returns:
        ``popularity``, how often a suggestion was chosen in training on average, and ``novelty``, the mean
        self-information of suggestions in bits (Castells et al., Recommender Systems Handbook, 2015).
    """
    shown = counts[top[top >= 0]]
    share = np.maximum(shown, 1) / max(1, int(counts.sum()))
    return {"popularity": float(shown.mean()), "novelty": float(-np.log2(share).mean())} if len(shown) else {}


def _limits(users: int, differences: Mapping[str, Mapping[str, Any]], words: Words) -> list[str]:
    """Sentences about what limits a result, gravest first; none where nothing does."""
    if users < TOO_FEW:
        noun = words.case if users == 1 else words.cases
        return [f"There are only {count(users)} test {noun}: too few to tell how good the suggestions are."]
    notes = []
    for name, found in differences.items():
        value, low, high = found["value"], found["low"], found["high"]
        span = f"NDCG@10 differs by {with_sign(value)}, 95 % interval {with_sign(low)} to {with_sign(high)}"
        baseline = BASELINES.get(name, name)
        named = baseline[:1].upper() + baseline[1:]
        verb = "are" if name == "item_knn" else "is"
        if high < 0:
            notes.append(f"{named} {verb} better on the test data ({span}).")
        elif low <= 0:
            notes.append(f"{named} {verb} as good, as far as the test data can tell ({span}).")
    return notes


def hits(rank: NDArray[np.floating], k: int = 10) -> int:
    """Users whose right item stands among the first ``k``."""
    return int(gains(rank, k)["hit_rate"].sum())
