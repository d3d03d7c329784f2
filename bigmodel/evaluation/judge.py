"""The verdict on a run: metrics, baselines, money and what limits them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion, per_class
from bigmodel.evaluation.decision import best_threshold, decide
from bigmodel.evaluation.metrics import measure
from bigmodel.evaluation.notes import compare, learnt_partly, limits
from bigmodel.evaluation.threshold import flagged
from bigmodel.spec import Costs, Outcome, Report, Words

Array = NDArray[Any]


class Cases(Protocol):
    """Scored cases of one part."""

    @property
    def y(self) -> NDArray[np.int32]:
        """Class index, (n,)."""

    @property
    def score(self) -> NDArray[np.float32]:
        """Probabilities, (n,) of the positive class for two classes, else (n, k)."""

    @property
    def amount(self) -> NDArray[np.float64] | None:
        """The amount of each row, or None."""


def judge(
    *,
    outcome: Outcome,
    costs: Costs,
    threshold: float | None,
    validation: Cases,
    test: Cases,
    baselines: Mapping[str, Mapping[str, Array]],
    counts: Mapping[str, list[int]],
    best_epoch: int,
    epochs: int,
    seconds: float,
    learnt: Mapping[str, int] | None = None,
    words: Words | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Report:
    """Judge the model on validation and test rows, and every baseline on the same test rows.

    Every baseline decides at the threshold that validation chooses for it; "always the majority" at 0.5, because it
    answers the more frequent class whatever mistakes cost.

    Args:
        outcome: The classes.
        costs: What mistakes cost.
        threshold: The model's threshold, chosen on validation rows; None for more than two classes.
        validation: The model's validation scores.
        test: The model's test scores.
        baselines: What ``fit_baselines`` returned; may be empty.
        counts: Rows per class of ``train``, ``validation`` and ``test``.
        best_epoch: The epoch that validation chose.
        epochs: Epochs that were trained.
        seconds: Wall time so far.
        learnt: Baseline name to the number of training rows that it learnt from; None where it was all of them.
        words: The template's words for the notes.
        extra: What the task adds to the report.

    Returns:
        The report. Its ``extra`` holds ``decision`` (two classes: ``validation`` and ``test`` as ``decide`` returns
        them), ``confusion`` (the same parts, counts by true and predicted class), ``per_class`` (test), and
        ``differences`` (baseline name to metric, value, low and high of model minus baseline on the test rows).

    Raises:
        Problem: A part is empty or a score is not a number.
    """
    words = words or Words()
    parts = {"validation": validation, "test": test}
    metrics = {name: measure(part.y, part.score, outcome, threshold) for name, part in parts.items()}
    thresholds = {
        name: _baseline_threshold(name, scores, validation, outcome, costs) for name, scores in baselines.items()
    }
    compared = {name: measure(test.y, scores["test"], outcome, thresholds[name]) for name, scores in baselines.items()}
    differences = {
        name: compare(test.y, test.score, scores["test"], outcome)
        for name, scores in baselines.items()
        if name != "majority"
    }
    found: dict[str, Any] = {"differences": differences}
    money: dict[str, float] = {}
    if threshold is not None:
        decisions = {name: decide(part.y, part.score, part.amount, costs, threshold) for name, part in parts.items()}
        found["decision"] = decisions
        money = {"model": decisions["test"]["money"]}
        for name, scores in baselines.items():
            own = thresholds[name]
            assert own is not None  # two classes: every baseline has a threshold
            money[name] = decide(test.y, scores["test"], test.amount, costs, own)["money"]
    matrices = {
        name: confusion(part.y, classes_of(part.score, threshold), len(outcome.classes)) for name, part in parts.items()
    }
    found["confusion"] = {name: matrix.tolist() for name, matrix in matrices.items()}
    found["per_class"] = per_class(matrices["test"], outcome.classes)
    return Report(
        best_epoch=best_epoch,
        epochs=epochs,
        threshold=threshold,
        metrics=metrics,
        baselines=compared,
        counts=dict(counts),
        money=money,
        seconds=seconds,
        notes=[
            *limits(matrices["test"], outcome, threshold, differences, money=money, words=words),
            *(learnt_partly(learnt, sum(counts["train"])) if learnt else []),
        ],
        extra={**found, **(extra or {})},
    )


def classes_of(score: Array, threshold: float | None) -> NDArray[np.int64]:
    """The class that scores decide for: by the threshold for two classes, else the most probable, int64 (n,)."""
    if score.ndim == 1:
        return flagged(score, 0.5 if threshold is None else threshold).astype(np.int64)
    decided: NDArray[np.int64] = score.argmax(axis=1).astype(np.int64)
    return decided


def _baseline_threshold(
    name: str, scores: Mapping[str, Array], validation: Cases, outcome: Outcome, costs: Costs
) -> float | None:
    if not outcome.binary:
        return None
    return 0.5 if name == "majority" else best_threshold(validation.y, scores["validation"], validation.amount, costs)
