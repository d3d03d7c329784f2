import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.explain.change_words import from_words, in_words
from bigmodel.spec import Change, Problem

KINDS = {"amount": "number", "amount of all": "number", "country": "category", "time": "date", "金额": "number"}
FACTORS = st.floats(0.001, 1e6).map(lambda value: round(value, 4))
CELLS = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("amount +20 %", Change(field="amount", how="times", value=1.2)),
        ("amount −20%", Change(field="amount", how="times", value=0.8)),
        ("amount -20 %", Change(field="amount", how="times", value=0.8)),
        ("amount x 1.5", Change(field="amount", how="times", value=1.5)),
        ("amount × -2", Change(field="amount", how="times", value=-2.0)),
        ("amount + 20", Change(field="amount", how="add", value=20.0)),
        ("amount of all - 3.5", Change(field="amount of all", how="add", value=-3.5)),
        ("金额 noise 25 %", Change(field="金额", how="noise", value=0.25)),
        ("  country MISSING ", Change(field="country", how="missing")),
        ("country = New Zealand", Change(field="country", how="set", value="New Zealand")),
        ("country without DE", Change(field="country", how="leave_out", value="DE")),
        ("country share of a x 3 x 2", Change(field="country", how="share", value="a x 3", factor=2.0)),
        ("time share of night x 2", Change(field="time", how="share", value="night", factor=2.0)),
    ],
)
def test_what_is_typed_is_understood(text, meant):
    assert from_words(text, KINDS) == meant


@pytest.mark.parametrize(
    "text", ["", "amount", "income +20 %", "country +20 %", "amount +", "country share of DE", "amount noise"]
)
def test_what_is_not_understood_is_said_with_an_example(text):
    with pytest.raises(Problem, match="is not understood") as caught:
        from_words(text, KINDS)
    assert "'amount'" in str(caught.value)
    assert "amount +35 %" in caught.value.remedy


CHANGES = st.one_of(
    st.builds(Change, field=st.sampled_from(["amount", "金额"]), how=st.just("times"), value=FACTORS),
    st.builds(Change, field=st.just("amount of all"), how=st.just("add"), value=st.floats(-1e12, 1e12)),
    st.builds(Change, field=st.just("amount"), how=st.just("noise"), value=st.integers(1, 300).map(lambda n: n / 100)),
    st.builds(Change, field=st.just("country"), how=st.sampled_from(["set", "leave_out"]), value=CELLS),
    st.builds(Change, field=st.just("country"), how=st.just("share"), value=CELLS, factor=FACTORS),
    st.builds(Change, field=st.sampled_from(list(KINDS)), how=st.just("missing")),
)


@given(CHANGES)
def test_words_come_back_as_the_same_change(change):
    assert from_words(in_words(change), KINDS) == change


@given(st.text(min_size=1, max_size=12), FACTORS)
def test_any_name_of_a_column_comes_back(name, factor):
    for change in (Change(field=name, how="times", value=factor), Change(field=name, how="missing")):
        assert from_words(in_words(change), {name: "number"}) == change
