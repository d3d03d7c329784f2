"""Columns of the file in the tensors: dates are one column, computed columns follow their sources."""

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.explain.columns import differing, encode_rows, layout_of, mix
from bigmodel.inference.table import encode_table, fit_encoder, number_names
from bigmodel.spec import Derived, Field

ROWS = 400


@pytest.fixture(scope="module")
def jobs():
    """A table with a number, a hidden source, a date, a category and a computed column; and its encoder."""
    random = np.random.default_rng(0)
    when = np.datetime64("2026-01-01", "us") + (random.integers(0, 90 * 24, ROWS) * 3600 * 10**6).astype("m8[us]")
    torque = np.where(random.random(ROWS) < 0.1, np.nan, random.normal(40, 10, ROWS))
    table = pa.table(
        {
            "kind": random.choice(["soft", "hard", None], ROWS),
            "when": when,
            "torque": pa.array(torque, from_pandas=True),
            "speed": random.integers(1200, 2800, ROWS),
            "wear": random.normal(size=ROWS),
        }
    )
    kinds = {"kind": "category", "when": "date", "torque": "number", "wear": "number", "power": "number"}
    fields = [Field(name=name, kind=kind, role="feature") for name, kind in kinds.items()]
    power = Derived(name="power", left="torque", operation="product", right="speed", factor=0.1047)
    return table, fit_encoder(table, fields, derived=[power])


def test_a_date_is_one_column_and_sources_stand_for_what_is_computed(jobs):
    table, encoder = jobs
    layout = layout_of(encoder)
    assert layout.names == ["kind", "when", "torque", "speed", "wear"]
    columns = dict(zip(layout.names, layout.columns, strict=True))
    assert [number_names(encoder)[place] for place in columns["when"].numbers] == [
        "when: hour_sin", "when: hour_cos", "when: weekday", "when: day", "when: days"
    ]  # fmt: skip
    assert columns["speed"].numbers == columns["speed"].codes == ()
    assert len(layout.computed) == 1
    rows = encode_rows(table, encoder)
    tensors = encode_table(table, encoder)
    np.testing.assert_array_equal(rows.numbers, tensors["numbers"])
    np.testing.assert_array_equal(rows.codes, tensors["codes"])


@pytest.mark.parametrize("named", [(), ("torque",), ("speed", "kind"), ("when", "wear"), ("kind", "when", "torque")])
def test_a_mixed_row_is_what_encoding_the_mixed_cells_gives(jobs, named):
    table, encoder = jobs
    layout, rows = layout_of(encoder), encode_rows(table, encoder)
    other = np.random.default_rng(1).permutation(ROWS)
    taken = np.tile([name in named for name in layout.names], (ROWS, 1))
    mixed = mix(taken, rows.take(other), rows, layout)
    cells = table
    for name in named:
        cells = cells.set_column(cells.column_names.index(name), name, table[name].take(pa.array(other)))
    wanted = encode_table(cells, encoder)
    np.testing.assert_array_equal(mixed.numbers, wanted["numbers"])
    np.testing.assert_array_equal(mixed.codes, wanted["codes"])


def test_one_row_stands_for_all_and_the_rows_themselves_stay(jobs):
    table, encoder = jobs
    layout, rows = layout_of(encoder), encode_rows(table, encoder)
    before = rows.numbers.copy()
    all_of_it = mix(np.ones((ROWS, len(layout.columns)), bool), rows.take(slice(3, 4)), rows, layout)
    np.testing.assert_array_equal(all_of_it.numbers, np.repeat(rows.numbers[3:4], ROWS, axis=0))
    np.testing.assert_array_equal(all_of_it.codes, np.repeat(rows.codes[3:4], ROWS, axis=0))
    np.testing.assert_array_equal(rows.numbers, before)


def test_rows_differ_where_a_cell_differs_and_missing_equals_missing(jobs):
    table, encoder = jobs
    layout, rows = layout_of(encoder), encode_rows(table, encoder)
    found = differing(rows.take(slice(0, 1)), rows, layout)
    assert not found[0].any()
    cells = {name: table[name].to_pylist() for name in layout.names}
    for place, name in enumerate(layout.names):
        assert found[:, place].tolist() == [cell != cells[name][0] for cell in cells[name]]
    gone = int(np.flatnonzero(np.isnan(rows.sources[:, 0]))[0])
    assert not differing(rows.take(slice(gone, gone + 1)), rows.take(slice(gone, gone + 1)), layout).any()
