import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec import Costs, Field, Outcome, Plan, Problem, Schema, Split


def plan() -> Plan:
    return Plan(
        template="fraud",
        fields=(
            Field(name="Betrag (€)", kind="number", role="amount"),
            Field(name="金额 <b>", kind="category", role="feature"),
            Field(name="fraud", kind="category", role="target"),
        ),
        outcome=Outcome(classes=("no", "yes")),
        network="tabm",
    )


def test_a_plan_survives_its_file(tmp_path):
    path = tmp_path / "plan.json"
    plan().save(path)
    assert Plan.load(path) == plan()
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_a_damaged_file_is_said_in_a_sentence(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text('{"template": 3}')
    with pytest.raises(Problem, match=r"plan\.json.*does not fit this version.*template"):
        Plan.load(path)
    with pytest.raises(Problem, match="gone"):
        Plan.load(tmp_path / "other.json")


def test_unknown_names_are_refused(tmp_path):
    path = tmp_path / "costs.json"
    path.write_text('{"false_alarm": 1, "bonus": 2}')
    with pytest.raises(Problem, match="bonus"):
        Costs.load(path)


def test_changing_a_role_keeps_the_rest():
    changed = plan().with_role("fraud", "ignore")
    assert changed.one("target") is None
    assert changed.one("amount") == plan().one("amount")
    assert [field.name for field in changed.fields] == [field.name for field in plan().fields]


def test_outcome_knows_its_positive_class():
    assert Outcome(classes=("no", "yes")).positive == "yes"
    assert Outcome(classes=("a", "b", "c")).positive is None
    for classes in ((), ("one",), ("same", "same")):
        with pytest.raises(ValueError, match="two or more different"):
            Outcome(classes=classes)


@given(validation=st.floats(), test=st.floats())
def test_shares_of_a_split_are_checked(validation, test):
    good = 0 < validation < 0.5 and 0 < test < 0.5
    if good:
        assert Split(validation=validation, test=test).test == test
    else:
        with pytest.raises(ValueError):
            Split(validation=validation, test=test)


def test_schema_gives_fields_by_role():
    schema = Schema(task="tabular", template="fraud", fields=plan().fields, outcome=plan().outcome)
    assert [field.name for field in schema.named("feature")] == ["金额 <b>"]


@given(what=st.text(min_size=1), where=st.text(), remedy=st.text())
def test_a_problem_travels_between_processes(what, where, remedy):
    problem = Problem(what, where=where, remedy=remedy)
    assert str(pickle.loads(pickle.dumps(problem))) == str(problem)


def test_a_problem_reads_as_sentences():
    assert str(Problem("It is empty", where="a.csv", remedy="Bring rows")) == "a.csv: It is empty. Bring rows."
