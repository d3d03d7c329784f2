import pytest

from bigmodel.spec import Field, Figure, Metric, Plan, Problem
from bigmodel.templates import templates
from bigmodel.ui import measured
from bigmodel.ui.data_panel import places
from bigmodel.ui.launch import start_run
from bigmodel.ui.start_cards import beside

FIGURE = Figure("f", {}, "a figure")


def plan(kind):
    return Plan(template="fraud", fields=(Field(name="x", kind=kind, role="feature"),), outcome=None, network="mlp")


@pytest.mark.parametrize("kind", ["picture", "signal"])
def test_what_is_seen_stands_before_its_columns(kind):
    assert places(plan(kind), [FIGURE]) == ([FIGURE], [], [])


def test_little_stands_beside_the_columns_of_a_table_and_much_below():
    few, many = [FIGURE, FIGURE], [Metric("m", "1"), FIGURE, FIGURE, FIGURE]
    assert places(plan("number"), few) == ([], [], few)
    assert places(plan("number"), many) == ([], many, [])


def test_rows_of_cards_are_as_full_as_can_be():
    assert [beside(cards) for cards in range(1, 10)] == [2, 2, 3, 4, 3, 3, 4, 4, 3]


def test_only_rankings_know_the_answer_without_a_target():
    aims = {slug: measured.has_target(each.task) for slug, each in templates().items()}
    assert [slug for slug, aim in aims.items() if not aim] == ["recommendation"]


def test_a_plan_without_its_question_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    monkeypatch.setattr("bigmodel.ui.state.dataset_id", lambda: "some-data-1")
    with pytest.raises(Problem, match="No column is the user"):
        start_run(plan("number").model_copy(update={"template": "recommendation"}))
    with pytest.raises(Problem, match="No column is the target"):
        start_run(plan("number"))
