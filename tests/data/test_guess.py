import datetime

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.data.guess import LEAK, guess_fields, guess_outcome
from bigmodel.spec import Field, Problem

N = 2_000


def transactions() -> pa.Table:
    rng = np.random.default_rng(0)
    fraud = rng.random(N) < 0.05
    start = datetime.datetime(2026, 1, 1)
    return pa.table(
        {
            "row": np.arange(N),
            "transaction_id": [f"T{n:06d}" for n in range(N)],
            "time": [start + datetime.timedelta(minutes=n) for n in range(N)],
            "customer": [f"C{n}" for n in rng.integers(0, 300, N)],
            "amount": rng.gamma(2, 30, N),
            "channel": rng.choice(["online", "none"], N),
            "hours": rng.integers(0, 24, N),
            "zip_code": rng.integers(10_000, 10_050, N),
            "chargeback_date": [start if y and n % 3 else None for n, y in enumerate(fraud)],
            "reviewed": np.where(fraud & (rng.random(N) < 0.3), 1, 0),
            "note": [f"a long text about the case number {n} which nobody will ever read again" for n in range(N)],
            "empty": pa.nulls(N, pa.string()),
            "same": ["x"] * N,
            "split": rng.choice(["train", "test"], N),
            "fraud": np.where(fraud, "yes", "no"),
        }
    )


def by_name(fields: tuple[Field, ...]) -> dict[str, tuple[str, str]]:
    return {field.name: (field.kind, field.role) for field in fields}


def test_roles_and_kinds() -> None:
    fields = guess_fields(transactions(), {"target": ("fraud",)})
    assert by_name(fields) == {
        "row": ("number", "ignore"),
        "transaction_id": ("category", "id"),
        "time": ("date", "time"),
        "customer": ("category", "group"),
        "amount": ("number", "amount"),
        "channel": ("category", "feature"),
        "hours": ("number", "feature"),
        "zip_code": ("category", "feature"),
        "chargeback_date": ("date", "ignore"),
        "reviewed": ("category", "ignore"),
        "note": ("text", "ignore"),
        "empty": ("category", "ignore"),
        "same": ("category", "ignore"),
        "split": ("category", "ignore"),
        "fraud": ("category", "target"),
    }
    reasons = {field.name: field.reason for field in fields}
    assert reasons["chargeback_date"] == reasons["reviewed"] == LEAK
    assert all(reasons.values())
    assert max(map(len, reasons.values())) <= 36, "more is cut off where the columns are edited"


def test_what_the_user_fixed_wins() -> None:
    fields = by_name(guess_fields(transactions(), {}, {"target": "channel", "group": "zip_code", "feature": "note"}))
    assert fields["channel"] == ("category", "target")
    assert fields["zip_code"] == ("category", "group")
    assert fields["customer"] == ("category", "ignore")
    assert fields["fraud"][1] == "feature"
    assert fields["note"][1] == "feature"


def test_several_columns_called_like_money_leave_the_amount_open() -> None:
    rng = np.random.default_rng(0)
    table = pa.table({"pay_amt1": rng.random(100), "pay_amt2": rng.random(100), "default": ["0", "1"] * 50})
    assert "amount" not in {field.role for field in guess_fields(table)}


def test_failure_modes_tell_the_answer_but_a_strong_feature_does_not() -> None:
    rng = np.random.default_rng(0)
    failure = rng.random(N) < 0.05
    table = pa.table(
        {
            "torque": rng.normal(size=N) + 3 * failure,
            "TWF": (failure & (rng.random(N) < 0.2)).astype(int),
            "Machine failure": failure.astype(int),
        }
    )
    fields = by_name(guess_fields(table))
    assert fields["Machine failure"][1] == "target"
    assert fields["TWF"][1] == "ignore"
    assert fields["torque"][1] == "feature"


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        ([0] * 3 + [1] * 7, ("0", "1")),
        ([0.0, 1.0, float("nan"), 1.0], ("0", "1")),
        ([1] * 7 + [2] * 3, ("1", "2")),
        ([1] * 3 + [2] * 7, ("2", "1")),
        (["Yes"] * 7 + ["No"] * 3, ("No", "Yes")),
        (["fraud"] * 7 + ["non-fraud"] * 3, ("non-fraud", "fraud")),
        (["malignant", "benign", "malignant"], ("benign", "malignant")),
        (["good", "bad"], ("good", "bad")),
        (["a", "b", "b"], ("b", "a")),
        (["10", "9", "1"], ("1", "9", "10")),
        ([" yes", "no ", "yes"], ("no", "yes")),
        ([True, False], ("false", "true")),
    ],
)
def test_outcomes(cells: list[object], classes: tuple[str, ...]) -> None:
    assert guess_outcome(pa.table({"y": cells}), "y").classes == classes


@pytest.mark.parametrize(
    ("cells", "match"),
    [([1, 1], "only one value, '1'"), ([None, None], "no values"), (list(range(500)), "500 different values")],
)
def test_no_outcome(cells: list[object], match: str) -> None:
    with pytest.raises(Problem, match=match):
        guess_outcome(pa.table({"y": pa.array(cells, pa.int64())}), "y")


@pytest.mark.parametrize("hints", [("fraud",), ()])
def test_a_column_named_as_the_outcome_is_the_target_even_with_one_value(hints: tuple[str, ...]) -> None:
    table = pa.table({"a": np.arange(40) % 7, "b": np.arange(40) % 2, "is_fraud": [0] * 40})
    fields = guess_fields(table, {"target": hints})
    assert {field.name: field.role for field in fields} == {"a": "feature", "b": "feature", "is_fraud": "target"}
    assert fields[2].reason == "named like an outcome, one class"


def test_the_last_column_is_the_last_of_the_table() -> None:
    table = pa.table({"a": np.arange(40) % 7, "b": np.arange(40) % 2, "constant": ["x"] * 40})
    assert "target" not in {field.role for field in guess_fields(table)}
    table = pa.table({"a": [1.5, 2.5] * 20, "b": np.arange(40) % 2, "set": ["train", "test"] * 20})
    assert guess_fields(table)[1].role == "target"


def test_a_named_column_with_classes_goes_before_one_without() -> None:
    table = pa.table({"status": ["active"] * 40, "fraud": np.arange(40) % 2, "z": np.arange(40) % 3})
    assert [field.role for field in guess_fields(table)] == ["ignore", "target", "feature"]
