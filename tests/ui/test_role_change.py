import pytest

from bigmodel.spec import Field, Outcome, Plan, Problem, Role, Split
from bigmodel.ui.role_change import give_kind, give_role, positive_class

TARGET = Role(name="target", title="Target", help="", required=True)
FEATURE = Role(name="feature", title="Feature", help="", many=True)
TIME = Role(name="time", title="Time", help="", kinds=("date",))
AMOUNT = Role(name="amount", title="Amount", help="", kinds=("number",))
IGNORE = Role(name="ignore", title="Ignore", help="", many=True)
ROLES = (TARGET, FEATURE, TIME, AMOUNT, IGNORE)


@pytest.fixture
def plan() -> Plan:
    return Plan(
        template="fraud",
        fields=(
            Field(name="when", kind="date", role="time"),
            Field(name="euros", kind="number", role="amount"),
            Field(name="kind", kind="category", role="feature"),
            Field(name="fraud", kind="category", role="target"),
        ),
        outcome=Outcome(classes=("no", "yes")),
        split=Split(kind="time", column="when", gap=3.0, test=0.2),
        network="tabm",
    )


def roles(plan: Plan) -> dict[str, str]:
    return {field.name: field.role for field in plan.fields}


def test_a_single_role_moves_and_says_why(plan):
    moved = give_role(plan, "kind", TARGET, ROLES)
    assert roles(moved) == {"when": "time", "euros": "amount", "kind": "target", "fraud": "feature"}
    assert moved.one("target").reason == "chosen by you"
    assert roles(plan)["fraud"] == "target"


def test_a_role_for_many_takes_from_nobody(plan):
    assert roles(give_role(plan, "fraud", FEATURE, ROLES)) == {**roles(plan), "fraud": "feature"}


def test_a_role_refuses_another_kind_of_column(plan):
    with pytest.raises(Problem, match="kind is a category; the role Amount takes a number"):
        give_role(plan, "kind", AMOUNT, ROLES)


def test_a_split_by_time_stays_on_a_date_that_is_no_longer_looked_at(plan):
    assert give_role(plan, "when", FEATURE, ROLES).split == plan.split


def test_a_split_by_group_falls_back_when_its_column_loses_the_role(plan):
    grouped = plan.with_role("kind", "group").model_copy(update={"split": Split(kind="group", column="kind", test=0.2)})
    assert give_role(grouped, "kind", FEATURE, ROLES).split == Split(test=0.2)


def test_a_split_by_time_follows_the_role_to_another_column(plan):
    later = Field(name="booked", kind="date", role="feature")
    plan = plan.model_copy(update={"fields": (*plan.fields, later)})
    changed = give_role(plan, "booked", TIME, ROLES)
    assert changed.split == Split(kind="time", column="booked", gap=3.0, test=0.2)
    assert roles(changed)["when"] == "feature"


def test_a_split_by_another_dates_column_stays_when_an_unrelated_role_changes(plan):
    assert give_role(plan, "kind", IGNORE, ROLES).split == plan.split


def test_a_kind_that_the_role_does_not_take_makes_a_feature(plan):
    changed = give_kind(plan, "euros", "text", ROLES)
    assert (changed.fields[1].kind, changed.fields[1].role) == ("text", "feature")


def test_a_date_that_becomes_text_takes_the_split_by_time_with_it(plan):
    assert give_kind(plan, "when", "text", ROLES).split.kind == "stratified"


def test_a_kind_that_the_role_takes_keeps_the_role(plan):
    assert give_kind(plan, "fraud", "number", (TARGET, FEATURE)).fields[3].role == "target"


def test_the_positive_class_stands_second(plan):
    assert positive_class(plan, "no").outcome.classes == ("yes", "no")
    assert positive_class(plan, "yes") == plan
    assert positive_class(plan, "<b>") == plan


def test_a_column_that_gives_way_takes_a_role_that_its_task_has():
    user, item = (Role(name=name, title=name, help="") for name in ("user", "item"))
    log = Plan(
        template="recommendation",
        fields=(
            Field(name="who", kind="category", role="user"),
            Field(name="what", kind="category", role="item"),
            Field(name="member", kind="category", role="ignore"),
        ),
        outcome=Outcome(kind="ranking"),
        split=Split(kind="last"),
        network="sasrec",
    )
    moved = give_role(log, "member", user, (user, item, IGNORE))
    assert roles(moved) == {"who": "ignore", "what": "item", "member": "user"}
    assert moved.split.kind == "last"
