from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.inference.differences import Watch
from bigmodel.inference.table import (
    cardinalities,
    category_names,
    encode_table,
    fit_encoder,
    number_names,
)
from bigmodel.spec import Field, Problem

FIELDS = (
    Field(name="amount", kind="number", role="feature"),
    Field(name="shop", kind="category", role="feature"),
    Field(name="when", kind="date", role="time"),
    Field(name="born", kind="date", role="feature"),
    Field(name="note", kind="text", role="feature"),
    Field(name="void", kind="number", role="feature"),
)
ROWS = 40


def differences(table: pa.Table, encoder: dict) -> list[str]:
    watch = Watch(encoder)
    encode_table(table, encoder, watch)
    return watch.sentences()


@pytest.fixture
def table() -> pa.Table:
    return pa.table(
        {
            "id": range(ROWS),
            "amount": [float(n) for n in range(ROWS - 1)] + [None],
            "shop": ["a", "b"] * (ROWS // 2 - 1) + ["rare", None],
            "when": np.datetime64("2024-01-01T00:00:00", "s") + np.arange(ROWS) * np.timedelta64(13, "h"),
            "born": [f"19{50 + n}-02-{1 + n % 28:02d}" for n in range(ROWS)],
            "note": ["free text"] * ROWS,
            "void": pa.nulls(ROWS, pa.float64()),
        }
    )


@pytest.fixture
def encoder(table: pa.Table) -> dict:
    return json.loads(json.dumps(fit_encoder(table, FIELDS)))


def test_shapes_types_and_names(table: pa.Table, encoder: dict) -> None:
    tensors = encode_table(table, encoder)
    assert number_names(encoder) == [
        "amount",
        "when: hour_sin",
        "when: hour_cos",
        "when: weekday",
        "born: weekday",
        "born: day",
        "born: month",
        "born: days",
    ]
    assert category_names(encoder) == ["shop"]
    assert cardinalities(encoder) == [3]
    assert tensors["numbers"].dtype == np.float32
    assert tensors["numbers"].shape == (ROWS, 8)
    assert tensors["codes"].dtype == np.int32
    assert tensors["codes"][:, 0].tolist() == [1, 2] * (ROWS // 2 - 1) + [0, 0]
    np.testing.assert_array_equal(tensors["numbers"][:, 0], [*range(ROWS - 1), np.nan])
    assert not np.isnan(tensors["numbers"][:, 1:]).any()


def test_training_rows_show_no_difference(table: pa.Table, encoder: dict) -> None:
    assert differences(table, encoder) == []


def test_the_same_rows_as_other_types_encode_the_same(table: pa.Table, encoder: dict) -> None:
    as_text = pa.table({name: table[name].cast(pa.string()) for name in reversed(table.column_names)})
    first, second = encode_table(table, encoder), encode_table(as_text, encoder)
    np.testing.assert_array_equal(first["numbers"], second["numbers"])
    np.testing.assert_array_equal(first["codes"], second["codes"])
    chunked = pa.concat_tables([table.slice(0, 7), table.slice(7)])
    np.testing.assert_array_equal(first["codes"], encode_table(chunked, encoder)["codes"])


def test_absent_columns_are_missing_and_said(table: pa.Table, encoder: dict) -> None:
    new = table.drop_columns(["amount", "shop", "born"]).append_column("<b>x</b>", pa.array(range(ROWS)))
    tensors = encode_table(new, encoder)
    assert np.isnan(tensors["numbers"][:, [0, 4, 5, 6, 7]]).all()
    assert (tensors["codes"] == 0).all()
    said = differences(new, encoder)
    assert said[0].startswith("3 columns are missing that the model learnt from: amount, born, shop.")
    assert said[1] == "A column is new and not used: <b>x</b>."
    assert len(said) == 2


def test_differences_name_unseen_far_unreadable_and_empty(table: pa.Table, encoder: dict) -> None:
    new = pa.table(
        {
            "amount": ["10", "9000", "-4000", "many"],
            "shop": ["new", "new", "rare", "<i>"],
            "when": table["when"][:4],
            "born": pa.nulls(4, pa.string()),
        }
    )
    said = differences(new, encoder)
    assert said == [
        "In amount, one row could not be read as a number and counts as empty.",
        "born is empty in 100 % of the rows; in training 0 %.",
        "In shop, 2 values in 3 rows were not seen in training and count as unknown: new (2), <i> (1).",
        "In amount, 2 rows lie far outside what training saw (0 to 38); the farthest is 9,000.",
    ]


def test_later_dates_are_no_difference(table: pa.Table, encoder: dict) -> None:
    later = table.set_column(3, "when", pa.array(table["when"].to_numpy() + np.timedelta64(400, "D")))
    assert differences(later, encoder) == []


def test_numbers_too_large_for_float32_are_missing(encoder: dict) -> None:
    tensors = encode_table(pa.table({"amount": [1e39, -1e300, 1e38]}), encoder)
    assert np.isnan(tensors["numbers"][:, 0]).tolist() == [True, True, False]


def test_no_rows(table: pa.Table, encoder: dict) -> None:
    tensors = encode_table(table.slice(0, 0), encoder)
    assert tensors["numbers"].shape == (0, 8)
    assert tensors["codes"].shape == (0, 1)


def test_nothing_to_learn_from_and_a_field_that_is_not_there(table: pa.Table) -> None:
    with pytest.raises(Problem, match="no column to learn from"):
        fit_encoder(table, [Field(name="void", kind="number", role="feature")])
    with pytest.raises(Problem, match="'gone' is not in the data"):
        fit_encoder(table, [Field(name="gone", kind="number", role="feature")])


def test_fitting_does_not_depend_on_chunks_or_row_order(table: pa.Table, encoder: dict) -> None:
    turned = table.take(list(range(ROWS))[::-1])
    assert fit_encoder(pa.concat_tables([turned.slice(0, 9), turned.slice(9)]), FIELDS) == encoder


def test_a_clock_of_numbers_is_not_learnt() -> None:
    table = pa.table({"step": range(20), "x": range(20)})
    fields = [Field(name="step", kind="number", role="time"), Field(name="x", kind="number", role="feature")]
    assert number_names(fit_encoder(table, fields)) == ["x"]
