import pytest

from bigmodel.spec import Field, Outcome, Plan, Problem, Role, Table
from bigmodel.ui.roles_editor import apply_edits, column_config, columns_frame

ROLES = (
    Role(name="target", title="Target", help="", required=True),
    Role(name="feature", title="Feature", help="", many=True),
    Role(name="amount", title="Amount", help="", kinds=("number",)),
)
TITLES = {role.name: role.title for role in ROLES}
PLAN = Plan(
    template="fraud",
    fields=(
        Field(name="金额", kind="number", role="feature", reason="numbers"),
        Field(name="fraud", kind="category", role="target", reason="two values"),
    ),
    outcome=Outcome(classes=("no", "yes")),
    network="tabm",
)
FACTS = Table("Columns", {"Column": ["fraud", "金额"], "Missing": [0.0, 0.5], "Distinct": [2, 90]})


def edited(place: int, column: str, value: str):
    frame = columns_frame(PLAN, TITLES, FACTS)
    changed = frame.copy()
    changed.loc[place, column] = value
    return frame, changed


def test_facts_follow_the_name_of_the_column_not_its_place():
    frame = columns_frame(PLAN, TITLES, FACTS)
    assert frame["Distinct"].tolist() == [90, 2]
    assert frame["Why"].tolist() == ["numbers", "two values"]


def test_all_columns_are_seen_beside_the_split_on_a_screen_of_1440():
    names = ("Column", "Role", "Type", "Missing", "Distinct", "Example", "Distribution", "Why")
    config = column_config(list(TITLES.values()), names)
    assert list(config) == list(names)
    assert sum(each["width"] for each in config.values()) <= 850


def test_missing_is_told_in_per_cent_and_stays_a_number():
    assert columns_frame(PLAN, TITLES, FACTS)["Missing"].tolist() == [50.0, 0.0]


def test_a_column_without_facts_is_empty():
    frame = columns_frame(PLAN, TITLES, Table("Columns", {"Column": ["fraud"], "Missing": [0.0]}))
    assert frame["Missing"].isna().tolist() == [True, False]


def test_nothing_edited_changes_nothing():
    frame = columns_frame(PLAN, TITLES, None)
    assert apply_edits(PLAN, frame, frame.copy(), ROLES) == PLAN


def test_a_role_is_given_by_its_title():
    changed = apply_edits(PLAN, *edited(0, "Role", "Amount"), ROLES)
    assert changed.fields[0].role == "amount"


def test_a_type_is_given():
    changed = apply_edits(PLAN, *edited(0, "Type", "category"), ROLES)
    assert (changed.fields[0].kind, changed.fields[0].reason) == ("category", "chosen by you")


@pytest.mark.parametrize(("column", "value"), [("Role", "<b>"), ("Type", "picture"), ("Type", "DROP TABLE")])
def test_a_value_that_was_not_offered_changes_nothing(column, value):
    assert apply_edits(PLAN, *edited(0, column, value), ROLES) == PLAN


def test_a_role_that_does_not_fit_is_a_sentence():
    with pytest.raises(Problem, match="takes a number"):
        apply_edits(PLAN, *edited(1, "Role", "Amount"), ROLES)
