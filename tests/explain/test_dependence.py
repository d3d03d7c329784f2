import numpy as np
import pyarrow as pa
import pytest

from bigmodel.explain.axis import POINTS, UNKNOWN, axis_of, axis_titles
from bigmodel.explain.columns import encode_rows, layout_of
from bigmodel.explain.dependence import density, dependence
from bigmodel.inference.table import category_names, encode_table, fit_encoder, number_names
from bigmodel.spec import Derived, Field

ROWS = 600


@pytest.fixture(scope="module")
def sales():
    random = np.random.default_rng(0)
    when = np.datetime64("2025-01-01", "us") + (random.integers(0, 700 * 24 * 60, ROWS) * 60 * 10**6).astype("m8[us]")
    price = np.where(random.random(ROWS) < 0.25, np.nan, random.normal(10, 3, ROWS))
    table = pa.table(
        {
            "price": pa.array(price, from_pandas=True),
            "pieces": random.integers(1, 5, ROWS),
            "shop": random.choice(["Nord", "Süd", "西", None], ROWS, p=[0.5, 0.3, 0.1, 0.1]),
            "when": when,
        }
    )
    kinds = {"price": "number", "pieces": "number", "shop": "category", "when": "date", "total": "number"}
    fields = [Field(name=name, kind=kind, role="feature") for name, kind in kinds.items()]
    encoder = fit_encoder(
        table, fields, derived=[Derived(name="total", left="price", operation="product", right="pieces")]
    )
    return table, encoder, layout_of(encoder), encode_rows(table, encoder)


def asked(sales, title, score):
    _, encoder, layout, rows = sales
    axis = axis_of(title, encoder, layout, rows)
    return axis, dependence(score, rows, axis, layout.computed)


def column(encoder, name):
    place = number_names(encoder).index(name)
    return lambda tensors: tensors["numbers"][:, place]


def test_dates_are_asked_part_by_part(sales):
    _, encoder, layout, _ = sales
    assert axis_titles(encoder, layout) == [
        "price", "pieces", "shop", "when: hour of the day", "when: day of the week", "when: day of the month",
        "when: month", "when",
    ]  # fmt: skip


def test_of_a_score_that_is_the_column_the_curve_is_the_axis(sales):
    table, encoder, _, _ = sales
    axis, found = asked(sales, "price", lambda tensors: np.nan_to_num(column(encoder, "price")(tensors), nan=-1))
    np.testing.assert_allclose(found.mean, axis.values, rtol=1e-6)
    np.testing.assert_allclose(found.low, found.high)
    assert found.missing == -1
    assert found.missing_share == table["price"].null_count / ROWS
    assert len(axis.values) == POINTS
    inside = np.quantile(table["price"].drop_null().to_numpy(), [0.005, 0.995])
    assert inside[0] < axis.values[0] < axis.values[-1] < inside[1]


def test_a_column_that_does_not_count_gives_a_flat_curve_in_the_spread_of_the_others(sales):
    _, encoder, _, rows = sales
    axis, found = asked(sales, "shop", column(encoder, "pieces"))
    assert np.ptp(found.mean) < 1e-6
    assert found.mean[0] == pytest.approx(rows.numbers[:, number_names(encoder).index("pieces")].mean(), rel=1e-5)
    assert (found.low.tolist(), found.high.tolist()) == ([1] * 4, [4] * 4)
    assert set(axis.labels) == {"Nord", "Süd", "西", UNKNOWN}


def test_what_is_computed_follows(sales):
    _, encoder, _, _ = sales
    axis, found = asked(sales, "pieces", lambda tensors: np.nan_to_num(column(encoder, "total")(tensors)))
    np.testing.assert_allclose(found.mean / found.mean[0], axis.values, rtol=1e-5)


def test_hours_turn_once_a_day(sales):
    table, encoder, _, _ = sales

    def score(tensors):
        sine, cosine = (column(encoder, f"when: hour_{part}")(tensors) for part in ("sin", "cos"))
        return np.mod(np.arctan2(sine, cosine) / (2 * np.pi) * 24, 24)

    axis, found = asked(sales, "when: hour of the day", score)
    np.testing.assert_allclose(found.mean, np.arange(24) + 0.5, atol=1e-4)
    hours = np.bincount([moment.hour for moment in table["when"].to_pylist()], minlength=24)
    assert density(axis).counts.tolist() == hours.tolist()
    assert found.missing is None


@pytest.mark.parametrize(
    ("title", "part", "of"),
    [
        ("when: day of the week", "weekday", lambda moment: moment.weekday()),
        ("when: month", "month", lambda moment: moment.month - 1),
    ],
)
def test_days_and_months_have_names(sales, title, part, of):
    table, encoder, _, _ = sales
    axis, found = asked(sales, title, column(encoder, f"when: {part}"))
    np.testing.assert_allclose(found.mean - found.mean[0], np.arange(len(axis.labels)), atol=1e-5)
    counted = np.bincount([of(moment) for moment in table["when"].to_pylist()], minlength=len(axis.labels))
    assert density(axis).counts.tolist() == counted.tolist()
    assert axis.labels[0] in ("Mon", "Jan")


def test_density_counts_the_cases_inside_of_the_curve(sales):
    table, encoder, layout, rows = sales
    axis = axis_of("price", encoder, layout, rows)
    found = density(axis)
    known = table["price"].drop_null().to_numpy().astype(np.float32)
    assert found.counts.sum() == ((known >= axis.values[0]) & (known <= axis.values[-1])).sum()
    assert density(axis_of("pieces", encoder, layout, rows)).counts.tolist() == np.bincount(
        table["pieces"].to_numpy(), minlength=5
    )[1:].tolist()  # fmt: skip


def test_categories_are_asked_as_the_encoder_writes_them(sales):
    table, encoder, layout, rows = sales
    axis = axis_of("shop", encoder, layout, rows)
    place = category_names(encoder).index("shop")
    named = [None if label == UNKNOWN else label for label in axis.labels]
    cells = table.slice(0, len(named)).set_column(2, "shop", pa.array(named))
    assert axis.grid.codes[:, place].tolist() == encode_table(cells, encoder)["codes"][:, place].tolist()


def test_what_is_no_column_is_refused(sales):
    _, encoder, layout, rows = sales
    with pytest.raises(ValueError, match="when: month"):
        axis_of("total", encoder, layout, rows)
