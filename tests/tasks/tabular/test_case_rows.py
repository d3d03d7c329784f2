"""One case with changes applied."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec import Change, Derived, Field, Outcome, Plan, Problem
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_rows import case_table, change_rows

DAY = dt.datetime(2024, 3, 1, 12)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    rows = 40
    table = pa.table(
        {
            "amount": [float(place) for place in range(rows)],
            "items": [place % 5 for place in range(rows)],
            "shop": ["书店" if place % 3 else "kiosk" for place in range(rows)],
            "code": [place % 2 for place in range(rows)],
            "when": [str(DAY + dt.timedelta(hours=place)) for place in range(rows)],
            "fraud": ["yes" if place % 4 == 0 else "no" for place in range(rows)],
        }
    )
    return TableDataset.create(table, tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="module")
def plan():
    kinds = {"amount": "number", "items": "number", "shop": "category", "code": "category", "when": "date"}
    fields = [Field(name=name, kind=kind, role="feature") for name, kind in kinds.items()]
    plan = Plan(
        template="fraud",
        fields=(*fields, Field(name="fraud", kind="category", role="target")),
        outcome=Outcome(classes=("no", "yes")),
        network="mlp",
    )
    return plan.with_derived([Derived(name="each", left="amount", operation="ratio", right="items")])


def cells(data, plan, row, *changes):
    return case_table(data, plan, row, changes).to_pylist()[0]


def test_a_case_without_changes_is_its_row_as_it_was_learnt(data, plan):
    whole = data.as_planned(plan)
    case = case_table(data, plan, 7)
    assert case.schema.types == whole.schema.types
    assert case.to_pylist() == whole.slice(7, 1).to_pylist()


def test_every_kind_takes_a_value(data, plan):
    changed = cells(
        data,
        plan,
        7,
        Change(field="amount", value=12.5),
        Change(field="items", value=3.0),
        Change(field="shop", value="<b>new</b>"),
        Change(field="code", value="1"),
        Change(field="when", value="2025-01-02T03:00"),
    )
    assert changed["amount"] == 12.5
    assert changed["items"] == 3
    assert isinstance(changed["items"], int)
    assert changed["shop"] == "<b>new</b>"
    assert changed["code"] == 1
    assert changed["when"] == dt.datetime(2025, 1, 2, 3)
    assert changed["each"] == pytest.approx(12.5 / 3)
    assert changed["fraud"] == "no"


def test_whole_numbers_give_way_only_to_fractions_and_codes_to_unknown_text(data, plan):
    assert isinstance(cells(data, plan, 7, Change(field="items", how="add", value=2))["items"], int)
    assert cells(data, plan, 7, Change(field="items", value=2.5))["items"] == 2.5
    assert cells(data, plan, 7, Change(field="code", value="new"))["code"] == "new"
    assert cells(data, plan, 7, Change(field="code", value=1.0))["code"] == 1


def test_missing_add_and_times(data, plan):
    for field in ("amount", "items", "shop", "code", "when"):
        assert cells(data, plan, 7, Change(field=field, how="missing"))[field] is None
        assert cells(data, plan, 7, Change(field=field, value=None))[field] is None
    assert cells(data, plan, 7, Change(field="amount", how="missing"))["each"] is None
    twice = Change(field="amount", how="times", value=2)
    assert cells(data, plan, 7, twice, Change(field="amount", how="add", value=-1))["amount"] == 13


def test_a_case_from_scratch_starts_from_the_usual_one(data, plan):
    usual = cells(data, plan, None)
    assert 10 < usual["amount"] < 30
    assert usual["items"] in range(5)
    assert usual["shop"] == "书店"
    assert usual["each"] == pytest.approx(usual["amount"] / usual["items"])
    assert cells(data, plan, None, Change(field="shop", value="kiosk"))["shop"] == "kiosk"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(field="amount", value="much"), "'much' is no number"),
        (Change(field="amount", how="add", value=None), "no number"),
        (Change(field="when", value="2024-02-30"), "is no date"),
        (Change(field="shop", how="times", value=2), "can't be changed in this way"),
        (Change(field="amount", how="noise", value=0.1), "can't be changed in this way"),
        (Change(field="nothing", value=1), "is not in this data"),
        (Change(field="each", value=1), "is computed from others"),
    ],
)
def test_a_change_that_does_not_fit_is_said(data, plan, change, said):
    with pytest.raises(Problem, match=said):
        case_table(data, plan, 7, [change])


@pytest.mark.parametrize("row", [-1, 40, 10**30])
def test_a_row_that_is_not_there_is_said(data, plan, row):
    with pytest.raises(Problem, match="There is no row"):
        case_table(data, plan, row)


@given(text=st.text(), number=st.floats(allow_nan=False, allow_infinity=False))
def test_whatever_is_typed_becomes_a_cell_or_a_sentence(data, plan, text, number):
    case = case_table(data, plan, 0)
    for field in ("amount", "items", "shop", "code", "when"):
        for value in (text, number):
            try:
                changed = change_rows(case, plan, [Change(field=field, value=value)])
            except Problem as problem:
                assert str(problem).endswith(".")
            else:
                assert changed.num_rows == 1
