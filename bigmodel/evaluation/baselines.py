"""What a model has to beat: always the majority, logistic regression, boosted trees; on the same split."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.features import Features
from bigmodel.evaluation.notes import BASELINES
from bigmodel.spec import Outcome, Problem

__all__ = ["BASELINES", "fit_baselines", "fit_boosted_trees", "fit_logistic_regression", "rows_learnt"]

Scores = dict[str, NDArray[np.float32]]

LOGISTIC_CELLS = 400_000_000
LOGISTIC_ROWS = 200_000
PENALTIES = (1.0, 0.1, 0.01)
TREE_CELLS = 20_000_000
"""Rows times columns times classes that are learnt from at most: beyond, time grows and the result hardly."""
TREE_CATEGORIES = 254
TREE_ROUNDS = 300
PATIENCE = 20
THREADS = 1
"""On a machine that others use too a second thread waits in busy loops and makes these fits many times slower."""


def fit_baselines(
    train: Features,
    validation: Features,
    test: Features,
    outcome: Outcome,
    *,
    seed: int = 0,
) -> dict[str, Scores]:
    """Fit all baselines on the training rows and score validation and test.

    Args:
        train: Rows to learn from. Above a fixed amount of work a random part of them is used (``rows_learnt`` says
            how many): these learners gain little from more.
        validation: Rows that choose the number of trees.
        test: Rows that only get scores.
        outcome: The classes.
        seed: Seed of what is random.

    Returns:
        Baseline name to ``{"validation": score, "test": score}``, float32 (n,) for two classes, else (n, k).

    Raises:
        Problem: The training rows hold one class only.
    """
    # Loaded here, because the app reads names from this module; and before the limit, which binds loaded libraries.
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    present = np.unique(train.y)
    if len(present) < 2:
        raise Problem("The training rows hold one class only", remedy="Choose another split or more data.")
    scores = {"majority": _majority(train, validation, test, outcome)}
    fits = {"logistic_regression": fit_logistic_regression, "boosted_trees": fit_boosted_trees}
    with threadpool_limits(limits=THREADS):
        for name, fit in fits.items():
            score = fit(train, validation, outcome, seed)
            scores[name] = {"validation": score(validation), "test": score(test)}
    return scores


def rows_learnt(train: Features, outcome: Outcome) -> dict[str, int]:
    """From how many of the training rows each baseline learns."""
    most = {"logistic_regression": _logistic_rows(train, outcome), "boosted_trees": _tree_rows(train, outcome)}
    return {"majority": len(train), **{name: min(rows, len(train)) for name, rows in most.items()}}


def _logistic_rows(train: Features, outcome: Outcome) -> int:
    width = int(train.numbers.shape[1] + train.codes.shape[1])
    return min(LOGISTIC_ROWS, LOGISTIC_CELLS // max(1, width * _parts_of(outcome)))


def _tree_rows(train: Features, outcome: Outcome) -> int:
    numbers = train.numbers if train.coarse is None else train.coarse
    width = int(numbers.shape[1] + train.codes.shape[1])
    return TREE_CELLS // max(1, width * _parts_of(outcome))


def _parts_of(outcome: Outcome) -> int:
    """How often the work of two classes is done: once, or once a class where there are more."""
    return 1 if outcome.binary else len(outcome.classes)


def _majority(train: Features, validation: Features, test: Features, outcome: Outcome) -> Scores:
    """The training shares for every row, the same."""
    share = np.bincount(train.y, minlength=len(outcome.classes)).astype(np.float32) / len(train)
    alike = {"validation": np.tile(share, (len(validation), 1)), "test": np.tile(share, (len(test), 1))}
    return {part: _convention(rows, outcome) for part, rows in alike.items()}


def fit_logistic_regression(
    train: Features, validation: Features, outcome: Outcome, seed: int = 0
) -> Callable[[Features], NDArray[np.float32]]:
    """Logistic regression on standardised numbers, flags for missing ones and one column per category.

    Validation chooses the strength of the penalty by log loss.
    """
    from sklearn.linear_model import LogisticRegression

    classes = len(outcome.classes)
    train = _part(train, _logistic_rows(train, outcome), seed)
    design = _Design(train)
    matrix, held = design.matrix(train), design.matrix(validation)
    tried = []
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, max_iter=200 if classes == 2 else 60)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*lbfgs failed to converge.*")
            model.fit(matrix, train.y)
        tried.append((_log_loss(_all_classes(model.predict_proba(held), model, classes), validation.y), model))
    best = min(tried, key=lambda pair: pair[0])[1]
    return lambda rows: _convention(_all_classes(best.predict_proba(design.matrix(rows)), best, classes), outcome)


def _log_loss(scores: NDArray[Any], y: NDArray[np.int32]) -> float:
    return float(-np.log(np.clip(scores[np.arange(len(y)), y], 1e-7, None)).mean()) if len(y) else 0.0


def fit_boosted_trees(
    train: Features, validation: Features, outcome: Outcome, seed: int = 0
) -> Callable[[Features], NDArray[np.float32]]:
    """Histogram gradient boosting with native categories and missing values; validation stops the adding of trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    classes = len(outcome.classes)
    each_round = _parts_of(outcome)
    train = _part(train, _tree_rows(train, outcome), seed)
    width = _tree_numbers(train).shape[1] + train.codes.shape[1]
    categories = [_frequent(train.codes[:, column]) for column in range(train.codes.shape[1])]

    def matrix(rows: Features) -> NDArray[np.float32]:
        codes = [_recode(rows.codes[:, column], kept) for column, kept in enumerate(categories)]
        return np.column_stack([_tree_numbers(rows), *codes])

    known = np.isin(validation.y, np.unique(train.y))
    # Each round grows a tree a class; pixels are many columns of little use to trees.
    rounds = int(np.clip((3_000 if train.coarse is None else 400) // each_round, 15, TREE_ROUNDS))
    watch = bool(known.any())
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        categorical_features=np.arange(_tree_numbers(train).shape[1], width) if categories else None,
        early_stopping=watch,
        n_iter_no_change=PATIENCE,
        random_state=seed,
    )
    checked = {"X_val": matrix(validation)[known], "y_val": validation.y[known]} if watch else {}
    model.fit(matrix(train), train.y, **checked)
    return lambda rows: _convention(_all_classes(model.predict_proba(matrix(rows)), model, classes), outcome)


class _Design:
    """Numbers and categories as one matrix for a linear model; all that is fitted comes from the training rows."""

    def __init__(self, train: Features) -> None:
        numbers = train.numbers
        seen = np.isfinite(numbers)
        count = np.maximum(seen.sum(axis=0), 1)
        filled = np.where(seen, numbers, 0.0).astype(np.float64)
        self.centre = (filled.sum(axis=0) / count).astype(np.float32)
        spread = np.sqrt((np.where(seen, numbers - self.centre, 0.0).astype(np.float64) ** 2).sum(axis=0) / count)
        if train.coarse is not None:
            # Pixels share one unit: scaling each alone would blow up the nearly constant ones at the border.
            spread = np.full_like(spread, np.sqrt((spread**2).mean()))
        self.scale = np.where(spread > 0, spread, 1.0).astype(np.float32)
        self.gaps = np.flatnonzero(~seen.all(axis=0))
        self.cardinality = [int(column.max(initial=0)) + 1 for column in train.codes.T]

    def matrix(self, rows: Features) -> Any:
        """float32 (n, columns); sparse as soon as there are categories."""
        from scipy import sparse

        missing = ~np.isfinite(rows.numbers)
        scaled = np.where(missing, 0.0, (rows.numbers - self.centre) / self.scale).clip(-20, 20)
        dense = np.hstack([scaled, missing[:, self.gaps]]).astype(np.float32)
        if not self.cardinality:
            return dense
        index = np.arange(len(rows))
        hot = [
            sparse.csr_matrix(
                (np.ones(len(rows), np.float32), (index, np.where(codes < size, codes, 0))), shape=(len(rows), size)
            )
            for codes, size in zip(rows.codes.T, self.cardinality, strict=True)
        ]
        return sparse.hstack([sparse.csr_matrix(dense), *hot], format="csr")


def _tree_numbers(rows: Features) -> NDArray[np.float32]:
    numbers = rows.numbers if rows.coarse is None else rows.coarse
    return np.where(np.isfinite(numbers), numbers, np.float32(np.nan))


def _frequent(codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Old code to new one for the most frequent categories; 0 for the others, which trees see as missing."""
    counts = np.bincount(codes, minlength=1)
    counts[0] = 0
    kept = np.argsort(-counts, kind="stable")[:TREE_CATEGORIES]
    kept = kept[counts[kept] > 0]
    new = np.zeros(len(counts), np.int64)
    new[kept] = np.arange(1, len(kept) + 1)
    return new


def _recode(codes: NDArray[np.int32], new: NDArray[np.int64]) -> NDArray[np.float32]:
    recoded = new[np.where(codes < len(new), codes, 0)].astype(np.float32)
    recoded[recoded == 0] = np.nan
    return recoded


def _part(rows: Features, most: int, seed: int) -> Features:
    """At most ``most`` rows, at random, with every class's share kept as chance keeps it."""
    if len(rows) <= most:
        return rows
    drawn = np.sort(np.random.default_rng(seed).permutation(len(rows))[:most])
    part = rows.take(drawn)
    # A class must not vanish by thinning.
    lost = np.setdiff1d(rows.y, part.y)
    firsts = np.array([int(np.flatnonzero(rows.y == number)[0]) for number in lost], np.int64)
    return rows.take(np.concatenate([drawn, firsts])) if len(lost) else part


def _all_classes(scores: NDArray[Any], model: Any, classes: int) -> NDArray[Any]:
    """Columns for classes that training rows lacked are 0."""
    wide = np.zeros((len(scores), classes), np.float32)
    wide[:, model.classes_] = scores
    return wide


def _convention(scores: NDArray[Any], outcome: Outcome) -> NDArray[np.float32]:
    """(n,) of the positive class for two classes, else (n, k)."""
    return np.ascontiguousarray(scores[:, 1] if outcome.binary else scores, dtype=np.float32)
