import pytest

from bigmodel.data.guess import PARTS
from bigmodel.spec import Field, Plan, Split
from bigmodel.ui.split_panel import candidates, likeliest


def plan(*fields: tuple[str, str, str], split: Split | None = None) -> Plan:
    made = tuple(Field(name=name, kind=kind, role=role) for name, kind, role in fields)
    return Plan(template="fraud", fields=made, outcome=None, network="tabm", split=split or Split())


def test_the_time_role_wins_over_other_dates():
    assert candidates(plan(("a", "date", "feature"), ("b", "date", "time")), "time") == ["b"]


def test_any_date_carries_a_split_by_time_where_no_column_has_the_role():
    assert candidates(plan(("a", "date", "feature"), ("b", "date", "ignore")), "time") == ["a", "b"]


@pytest.mark.parametrize("kind", ["time", "group", "column", "stratified"])
def test_nothing_is_offered_without_a_fitting_column(kind):
    assert candidates(plan(("a", "number", "feature")), kind) == []


def test_the_target_never_says_the_part():
    found = candidates(plan(("y", "category", "target"), ("part", "category", "feature")), "column")
    assert found == ["part"]


def test_the_chosen_column_stands_first():
    split = Split(kind="column", column="part")
    found = candidates(plan(("a", "category", "feature"), ("part", "category", "ignore"), split=split), "column")
    assert found == ["part", "a"]


def test_only_a_column_that_names_parts_is_taken_without_being_asked_for():
    unsure = plan(("a", "category", "feature"), ("part", "category", "feature"))
    assert likeliest(unsure, "column") is None
    fields = (unsure.fields[0], unsure.fields[1].model_copy(update={"role": "ignore", "reason": PARTS}))
    assert likeliest(unsure.model_copy(update={"fields": fields}), "column") == "part"
    assert likeliest(plan(("a", "date", "feature"), ("b", "date", "time")), "time") == "b"
    assert likeliest(unsure, "stratified") is None


def test_an_id_makes_no_groups():
    assert candidates(plan(("id", "text", "id"), ("who", "category", "group")), "group") == ["who"]
    assert candidates(plan(("id", "text", "id")), "group") == []
