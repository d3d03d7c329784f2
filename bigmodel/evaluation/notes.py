"""What limits a result, in sentences: too little to tell, a baseline as good, accuracy that misleads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import mean_interval, paired_difference
from bigmodel.evaluation.metrics import TOO_FEW
from bigmodel.evaluation.threshold import EVERYTHING, NOTHING
from bigmodel.spec import Outcome, Words
from bigmodel.spec.metric_names import in_sentence
from bigmodel.spec.numbers import count, with_sign
from bigmodel.spec.numbers import share as share_text

BASELINES = {
    "majority": "always the majority",
    "logistic_regression": "logistic regression",
    "boosted_trees": "boosted trees",
}
"""Baseline name to its words in a sentence."""
LOPSIDED = 0.8
"""From this share of the larger class on, accuracy says little."""


def compare(
    y: NDArray[np.int32], score: NDArray[np.floating], other: NDArray[np.floating], outcome: Outcome
) -> dict[str, Any]:
    """The model against a baseline on the same rows.

    Returns:
        ``metric`` (pr_auc for two classes, else accuracy), ``value`` (model minus baseline) and its 95 % bounds
        ``low`` and ``high`` (paired bootstrap; for accuracy normal, on the row-by-row differences); the bounds are
        None with fewer than 20 positives or negatives, or fewer than 20 rows.
    """
    if outcome.binary:
        smaller = min(int((y == 1).sum()), int((y != 1).sum()))
        value, low, high = paired_difference(y, score, other)
        metric = "pr_auc"
    else:
        gained = (score.argmax(axis=1) == y).astype(np.float64) - (other.argmax(axis=1) == y)
        value, (low, high), smaller = float(gained.mean()), mean_interval(gained), len(y)
        metric = "accuracy"
    tell = smaller >= TOO_FEW
    return {"metric": metric, "value": value, "low": low if tell else None, "high": high if tell else None}


def limits(
    matrix: NDArray[np.int64],
    outcome: Outcome,
    threshold: float | None,
    differences: Mapping[str, Mapping[str, Any]],
    *,
    money: Mapping[str, float],
    words: Words,
) -> list[str]:
    """Sentences about what limits a test result, gravest first; none where nothing does.

    Args:
        matrix: Test counts by true and decided class, int64 (k, k).
        outcome: The classes.
        threshold: The model's threshold, None for more than two classes.
        differences: Baseline name to what ``compare`` returned.
        money: Net benefit on test rows of ``model`` and baselines, empty for more than two classes.
        words: The template's words.
    """
    there = matrix.sum(axis=1)
    notes = [*_too_few(there, outcome, words), *_one_sided(threshold, words)]
    notes += [sentence for name, found in differences.items() if (sentence := _against(name, found))]
    return [*notes, *_money(money, words), *_misleading(matrix, there, outcome, words)]


def learnt_partly(learnt: Mapping[str, int], rows: int) -> list[str]:
    """A sentence for each baseline that learnt from fewer than all ``rows`` of the training data."""
    return [
        f"{_capital(_named(name))} learnt from a random {count(number)} of the {count(rows)} training rows."
        for name, number in learnt.items()
        if number < rows
    ]


def _too_few(there: NDArray[np.int64], outcome: Outcome, words: Words) -> list[str]:
    if outcome.binary:
        smaller = int(np.argmin(there))
        if there[smaller] >= TOO_FEW:
            return []
        found = int(there[smaller])
        label = f"of the class {outcome.classes[0]!r}"
        names = ((f"{words.case} {label}", f"{words.cases} {label}"), (words.positive, words.positives))
        one, many = names[smaller]
        what = f"is only one {one}" if found == 1 else f"are only {found} {many}" if found else f"are no {many}"
        return [f"There {what} in the test data: too few to tell how good the model is."]
    thin = [f"{name!r} ({int(count)})" for name, count in zip(outcome.classes, there, strict=True) if count < 5]
    if not thin:
        return []
    return [
        f"Too few {words.cases} in the test data to tell how well the model knows {_listed(thin)}; "
        "how many there are stands in brackets."
    ]


def _one_sided(threshold: float | None, words: Words) -> list[str]:
    if threshold is not None and threshold >= NOTHING:
        return [f"At these costs no {words.case} is worth being {words.flagged}."]
    if threshold is not None and threshold <= EVERYTHING:
        return [f"At these costs it pays to have every {words.case} {words.flagged}, so the model decides nothing."]
    return []


def _against(name: str, found: Mapping[str, Any]) -> str:
    title, value, low, high = in_sentence(found["metric"]), found["value"], found["low"], found["high"]
    baseline = _named(name)
    if low is None or high is None:
        return f"Too few to tell whether the model is better than {baseline}."
    span = f"{title} differs by {with_sign(value)}, 95 % interval {with_sign(low)} to {with_sign(high)}"
    if high < 0:
        return f"{_capital(baseline)} {_verb(name)} better on the test data ({span})."
    if low <= 0:
        return f"{_capital(baseline)} {_verb(name)} as good, as far as the test data can tell ({span})."
    return ""


def _money(money: Mapping[str, float], words: Words) -> list[str]:
    if not money:
        return []
    notes = []
    if money["model"] < 0:
        notes.append(f"On the test data it would have paid better to have no {words.case} {words.flagged}.")
    rivals = {name: value for name, value in money.items() if name not in ("model", "majority")}
    best = max(rivals, key=rivals.__getitem__, default=None)
    if best is not None and rivals[best] > max(money["model"], 0.0):
        notes.append(f"The largest net benefit on the test data comes from {_named(best)}, not from the model.")
    return notes


def _misleading(matrix: NDArray[np.int64], there: NDArray[np.int64], outcome: Outcome, words: Words) -> list[str]:
    total = int(there.sum())
    share = float(there.max() / max(1, total))
    if share < LOPSIDED:
        return []
    larger = int(np.argmax(there))
    name = (words.negative, words.positive)[larger] if outcome.binary else repr(outcome.classes[larger])
    right = float(np.trace(matrix) / max(1, total))
    return [
        f"Accuracy misleads here: always answering {name} is right in {share_text(share)} of {words.cases}, "
        f"the model in {share_text(right)}."
    ]


def _named(name: str) -> str:
    return BASELINES.get(name, name.replace("_", " "))


def _verb(name: str) -> str:
    return "are" if name.endswith("s") and not name.endswith("ss") else "is"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(items: Sequence[str]) -> str:
    shown = [*items[:3], *([f"{len(items) - 3} more"] if len(items) > 3 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
