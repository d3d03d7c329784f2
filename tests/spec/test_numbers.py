import pytest

from bigmodel.spec import Interval, numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.04123, "0.0412"),
        (12.34, "12.3"),
        (18420.4, "18,420"),
        (-3.0, "−3.00"),
        (0, "0"),
        (99.996, "100"),
        (9.996, "10.0"),
        (0.00001234, "1.23e-05"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_number_has_three_significant_digits(value, shown):
    assert numbers.number(value) == shown


@pytest.mark.parametrize(
    ("values", "edge", "digits"),
    [
        ([0.9, 0.05], 0.112, 3),
        ([0.1118], 0.1121, 4),
        ([0.5, 0.111996], 0.112, 6),
        ([0.112], 0.112, 3),
        ([0.112, 0.1119], 0.112, 4),
        ([0.9999999], 1.000001, 7),
        ([0.3 + 1e-13], 0.3, 9),
        ([], 0.3, 3),
    ],
)
def test_values_are_written_otherwise_than_the_edge_that_they_miss(values, edge, digits):
    assert numbers.digits_apart(values, edge) == digits


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1994, 3, "1,994"),
        (2101.0, 3, "2,101"),
        (7.0, 3, "7"),
        (11_646, 3, "11,646"),
        (-1994, 3, "−1,994"),
        (59.364, 3, "59.4"),
        (59.364, 4, "59.36"),
        (None, 3, "–"),
        (float("nan"), 3, "–"),
        (float("inf"), 3, "∞"),
    ],
)
def test_a_number_of_the_data_stays_whole(value, digits, shown):
    assert numbers.cell(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1994, "1994"), (1995.6, "1996"), (2101.0, "2101"), (None, "–"), (float("inf"), "∞")]
)
def test_a_year_is_a_year(value, shown):
    assert numbers.cell(value, year=True) == shown


@pytest.mark.parametrize(
    ("low", "high", "whole", "years"),
    [(1900, 2100, True, True), (1990, 1990, True, True), (1899, 2000, True, False), (1990, 2101, True, False),
     (1990, 2010, False, False)],
)  # fmt: skip
def test_years_are_whole_numbers_of_two_centuries(low, high, whole, years):
    assert numbers.are_years(low, high, whole) is years


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (18420, "€ 18,420"),
        (-310.4, "−€ 310"),
        (4.2, "€ 4.20"),
        (-0.001, "€ 0"),
        (-0.25, "−€ 0.25"),
        (0, "€ 0"),
        (None, "–"),
    ],
)
def test_money_has_sign_and_currency(value, shown):
    assert numbers.money(value, "€") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0084, "0.840 %"),
        (0.9931, "99.3 %"),
        (0.99962, "99.96 %"),
        (0.99999, "99.99 %"),
        (1, "100 %"),
        (0, "0 %"),
        (None, "–"),
    ],
)
def test_share(value, shown):
    assert numbers.share(value) == shown


def test_intervals():
    assert numbers.interval(Interval(value=0.8, low=None, high=0.9)) == "too few to tell"
    found = Interval(value=0.8, low=0.686, high=0.9)
    assert numbers.interval(found) == "0.69 to 0.90"
    assert numbers.with_interval(found) == "0.80 (0.69 to 0.90)"
    assert numbers.with_interval(Interval(value=0.8)) == "0.80"


@pytest.mark.parametrize(("value", "shown"), [(0.0714, "+0.071"), (-0.004, "−0.004"), (-0.0003, "0.000")])
def test_differences_have_their_sign(value, shown):
    assert numbers.with_sign(value) == shown
