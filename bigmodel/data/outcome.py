"""Which classes a target has, and which of two is the positive one."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.labels import label_texts
from bigmodel.data.words_in import words_in
from bigmodel.spec import Outcome, Problem

MOST_CLASSES = 200

_POSITIVE = {
    "1", "yes", "y", "true", "t", "positive", "pos", "fraud", "fraudulent", "bad", "default", "defaulted", "failure",
    "failed", "fail", "fault", "faulty", "defect", "defective", "broken", "malignant", "churn", "churned", "sick",
    "ill", "disease", "anomaly", "anomalous", "abnormal", "attack", "spam", "ng", "alarm", "lost", "denied",
    "rejected", "ja", "oui", "si", "sí", "是", "坏", "欺诈", "故障", "异常", "阳性",
}  # fmt: skip
_NEGATIVE = {
    "0", "-1", "no", "n", "false", "f", "negative", "neg", "none", "normal", "good", "ok", "okay", "benign",
    "healthy", "legit", "legitimate", "genuine", "ham", "kept", "stayed", "pass", "passed", "intact", "nein", "non",
    "否", "好", "正常", "阴性",
}  # fmt: skip
_NOT = ("no", "non", "not", "un", "without")


def guess_outcome(table: pa.Table, target: str) -> Outcome:
    """The classes of a target: labels in order, of two the positive one last.

    The positive class is the one that a word tells (1 beside 0, yes, true, fraud, malignant ...), else the rarer.

    Raises:
        Problem: The column is not there, holds fewer than two classes, or as many values as no class question has.
    """
    if target not in table.column_names:
        raise Problem(f"There is no column {target!r}", remedy="Choose another target.")
    counted = pc.value_counts(label_texts(table[target]).drop_null())
    counts = {str(item["values"]): int(item["counts"]) for item in counted.slice(0, MOST_CLASSES + 1).to_pylist()}
    if len(counted) < 2:
        said = "has no values" if not counts else f"holds only one value, {next(iter(counts))[:40]!r}"
        raise Problem(
            f"The target {target!r} {said}",
            remedy="A model needs two or more classes. Bring rows of another class, or choose another column.",
        )
    if len(counted) > MOST_CLASSES:
        raise Problem(
            f"The target {target!r} holds {len(counted):,} different values, more than {MOST_CLASSES} classes",
            remedy="Choose a column with classes, such as yes and no.",
        )
    labels = _ordered(list(counts))
    if len(labels) == 2:
        labels = _positive_last(labels, counts)
    return Outcome(classes=tuple(labels))


def outcome_or_none(table: pa.Table, target: str) -> Outcome | None:
    """As ``guess_outcome``, None where the column makes no outcome: the check says why, and another can be chosen."""
    try:
        return guess_outcome(table, target)
    except Problem:
        return None


def _ordered(labels: list[str]) -> list[str]:
    try:
        return sorted(labels, key=float)
    except ValueError:
        return sorted(labels)


def _positive_last(labels: list[str], counts: dict[str, int]) -> list[str]:
    first, second = labels
    signs = (_sign(first, second), _sign(second, first))
    if signs[0] != signs[1]:
        return labels if signs[1] > signs[0] else [second, first]
    return [second, first] if counts[first] < counts[second] else labels


def _sign(label: str, other: str) -> int:
    """1 where a label sounds positive, -1 where it sounds negative, 0 where it tells nothing."""
    low = label.lower()
    if low == "1":
        # Beside 2 it is a code like any other.
        return 1 if other in ("0", "-1") else 0
    if low in _NEGATIVE:
        return -1
    if low in _POSITIVE:
        return 1
    words = words_in(label)
    if words and words[0] in _NOT:
        return -1
    return 1 if any(word in _POSITIVE and len(word) > 2 for word in words) else 0
