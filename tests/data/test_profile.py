import datetime

import numpy as np
import pyarrow as pa

from bigmodel.data.profile import BARS, SAMPLE, profile_columns
from bigmodel.spec import Field


def test_columns() -> None:
    n = 1_000
    table = pa.table(
        {
            "x": pa.array([None] * 100 + [float(value) for value in range(900)]),
            "c": [f"k{value % 20}" for value in range(n)],
            "d": [datetime.datetime(2026, 1, 1) + datetime.timedelta(days=value) for value in range(n)],
            "empty": pa.nulls(n, pa.string()),
            "same": [7] * n,
            "long": ["x" * 5_000] * n,
        }
    )
    kinds = {"x": "number", "c": "category", "d": "date", "empty": "category", "same": "number", "long": "text"}
    fields = [Field.model_validate({"name": name, "kind": kind, "role": "feature"}) for name, kind in kinds.items()]
    x, c, d, empty, same, long = profile_columns(
        table, [*fields, Field(name="picture", kind="picture", role="feature")]
    )
    assert (x.missing, x.distinct, x.exact, x.example, sum(x.histogram)) == (100, 900, True, "0", 900)
    assert len(x.histogram) == len(x.labels) == BARS
    assert max(x.histogram) < 1.3 * min(x.histogram)
    assert (c.distinct, c.example, len(c.histogram), sum(c.histogram)) == (20, "k0", BARS, n)
    assert c.labels[-1] == "9 others"
    assert d.example.startswith("2026-01-01")
    assert sum(d.histogram) == n
    assert d.labels[0].startswith("2026-01-10 to ")
    assert (empty.missing, empty.distinct, empty.histogram, empty.example) == (n, 0, (), "")
    assert same.histogram == (n,)
    assert len(long.example) == 200


def test_long_tables_are_sampled_and_say_so() -> None:
    n = 3 * SAMPLE
    table = pa.table({"x": np.random.default_rng(0).normal(size=n)})
    (x,) = profile_columns(table, [Field(name="x", kind="number", role="feature")])
    assert (x.rows, x.sampled, x.exact) == (n, SAMPLE, False)
    assert 90_000 < x.distinct <= n
    assert sum(x.histogram) == SAMPLE
