"""The section "A population" on a run with a real bundle."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy_table_run import toy_run

from bigmodel.evaluation.decision import decide
from bigmodel.explain.change_words import from_words
from bigmodel.explain.rescore import differing, rescored, score_rows
from bigmodel.inference.bundle import SCHEMA, Bundle
from bigmodel.inference.columns_read import columns_read
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Figure, Metric, Problem, Sentence, Table, Words
from bigmodel.spec.numbers import count, money, score
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.task import TASK
from bigmodel.tasks.tabular.what_if import first_answer
from bigmodel.tasks.tabular.what_if.asked import asked_in
from bigmodel.tasks.tabular.what_if.offered import changeable, every_change
from bigmodel.tasks.tabular.what_if.population import PopulationWhatIf
from bigmodel.tasks.tabular.what_if.sides import both_sides
from bigmodel.tasks.tabular.what_if.stack import stacked
from bigmodel.tasks.tabular.what_if.validation_rows import schema_of, validation_rows

VIEW = PopulationWhatIf()
READY = [
    "Amounts +20 %",
    "Night share doubled",
    "Without shop (channel)",
    "Noise",
    "A dead sensor (age)",
    "Costs doubled",
    "Review capacity halved",
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def run(workspace):
    return toy_run(workspace)


@pytest.fixture(scope="module")
def data(workspace, run):
    return TableDataset(workspace.datasets.folder(run.spec().dataset))


@pytest.fixture(scope="module")
def rows(run, data):
    return validation_rows(run, data)


def ask(run, data, *ready, **values):
    return VIEW.blocks(run, data, Words(), {"ready": ready, **values})


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def sides_of(run, rows, **values):
    plan, schema = run.spec().plan, schema_of(run)
    asked = asked_in(values, plan, schema)
    population = stacked(rows.table, plan, asked.changes)
    scored = rescored(population, rows.table, rows.cases.score, Bundle.load(run.bundle))
    return both_sides(run, rows, population, scored, asked), population, scored


def test_ready_made_changes_come_from_the_roles(run):
    controls = {control.name: control for control in VIEW.controls(run)}
    assert list(controls["ready"].options) == READY
    assert controls["false_alarm"].default == 15
    assert "miss" not in controls  # a miss costs its amount
    assert controls["capacity"].title == "Alerts a day at most"


def test_each_offered_change_is_understood_and_applied(run, rows):
    plan, schema = run.spec().plan, schema_of(run)
    kinds = changeable(plan, schema)
    assert kinds == {"time": "date", "amount": "number", "age": "number", "channel": "category"}
    for text in every_change(plan, schema):
        population = stacked(rows.table, plan, [from_words(text, kinds)])
        assert 0 < population.table.num_rows <= rows.table.num_rows, text


def test_without_a_change_it_is_exactly_the_stored_result(run, data, rows):
    sides, population, scored = sides_of(run, rows)
    stored = read_cases(run, "validation")
    assert population.table is rows.table
    np.testing.assert_array_equal(scored, stored.score)
    assert sides.before.verdict == sides.after.verdict
    known = run.report().extra["decision"]["validation"]
    assert (sides.after.verdict.alerts, sides.after.verdict.tp) == (known["alerts"], known["tp"])
    assert sides.after.verdict.numbers["money"].value == pytest.approx(known["money"])
    cards = metrics(ask(run, data))
    assert cards["Alerts"].value == count(known["alerts"])
    assert cards["Precision"].value == score(known["precision"])
    assert cards["Net benefit"].value == money(known["money"], "€")
    for card in cards.values():
        if card.title != "Newly flagged":
            assert card.beside == f"was {card.value}"


def test_scores_of_all_rows_are_the_stored_ones(run, rows):
    np.testing.assert_allclose(score_rows(rows.table, Bundle.load(run.bundle)), rows.cases.score, atol=1e-5)


def test_rows_that_change_are_scored_as_a_file_with_these_rows_would_be(run, data, rows):
    _, population, scored = sides_of(run, rows, own=("amount x 3", "channel share of online x 2", "age missing"))
    schema = schema_of(run)
    by_file = Bundle.load(run.bundle).score(TASK.encode(population.table, schema))
    np.testing.assert_allclose(scored, by_file, atol=1e-5)
    assert not np.allclose(scored, rows.cases.score[population.origin])


def test_rows_that_do_not_change_are_not_scored(run, rows):
    plan = run.spec().plan
    kinds = changeable(plan, schema_of(run))
    columns = set(columns_read(schema_of(run).encoder))

    def asked(*texts):
        population = stacked(rows.table, plan, [from_words(text, kinds) for text in texts])
        return differing(population, rows.table, columns)

    assert not asked("channel without shop").any()
    assert not asked("time share of night x 2").any()
    assert not asked("amount x 1").any()
    assert asked("amount x 2").all()
    were = rows.table["age"].is_valid().to_numpy()
    np.testing.assert_array_equal(asked("age missing"), were)
    set_to = asked("channel = online")
    np.testing.assert_array_equal(set_to, np.array(rows.table["channel"].to_pylist()) != "online")


def test_amounts_move_the_money_too(run, rows):
    sides, _, scored = sides_of(run, rows, own=("amount x 2",))
    cases = rows.cases
    expected = decide(cases.y, scored, cases.amount * 2, Costs(miss_is_amount=True), run.report().threshold)
    assert sides.after.verdict.numbers["money"].value == pytest.approx(expected["money"])
    assert sides.after.verdict.alerts == expected["alerts"]


def test_changes_come_one_after_the_other(run, rows):
    plan = run.spec().plan
    kinds = changeable(plan, schema_of(run))
    first = [from_words(text, kinds) for text in ("amount + 10", "amount x 2")]
    amounts = [np.array(stacked(rows.table, plan, order).table["amount"]) for order in (first, first[::-1])]
    np.testing.assert_allclose(amounts[0] - amounts[1], 10)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 18), max_size=4), st.sets(st.sampled_from(READY)))
def test_any_stack_is_answered_or_refused_in_a_sentence(run, data, own, ready):
    offered = every_change(run.spec().plan, schema_of(run))
    values = {"own": tuple(offered[place % len(offered)] for place in own), "ready": tuple(ready)}
    try:
        first = VIEW.blocks(run, data, Words(), values)
    except Problem as problem:
        assert problem.remedy
        return
    assert metrics(first) == metrics(VIEW.blocks(run, data, Words(), values))


def test_the_night_share_doubles(run, rows):
    _, population, _ = sides_of(run, rows, ready=("Night share doubled",))

    def at_night(table):
        return sum(time.hour >= 22 or time.hour < 6 for time in table["time"].to_pylist())

    assert at_night(population.table) == 2 * at_night(rows.table)
    assert population.table.num_rows == rows.table.num_rows


def test_halved_capacity_keeps_the_most_certain(run, data):
    cards = metrics(ask(run, data, "Review capacity halved"))
    before = run.report().extra["decision"]["validation"]["alerts"]
    assert int(cards["Alerts"].value) <= before // 2
    assert cards["Newly flagged"].value == "0"
    said = [block.text for block in ask(run, data, "Review capacity halved") if isinstance(block, Sentence)]
    assert any(text.startswith(f"Only {before // 2} can be looked at") for text in said)


def test_alerts_a_day_are_counted_over_the_days_of_the_part(run, rows):
    sides, _, _ = sides_of(run, rows, capacity=1.0)
    # Forty days, of whose payments two fifths are validation rows.
    assert sides.limit == pytest.approx(16, abs=0.5)
    assert sides.after.verdict.alerts <= sides.limit


def test_costs_are_said_and_counted(run, data):
    blocks = ask(run, data, "Costs doubled", false_alarm=20.0)
    assert any("A false alarm costs € 40, was € 15" in block.text for block in blocks if isinstance(block, Sentence))
    known = run.report().extra["decision"]["validation"]
    lost = known["saved"] - 40 * known["fp"]
    assert metrics(blocks)["Net benefit"].value == money(lost, "€")


def test_values_that_training_never_saw_are_told(run, data):
    blocks = ask(run, data, own=("channel = carrier pigeon",))
    assert metrics(blocks)["Outside of training"].value == "100 %"
    assert any("outside of what training saw" in each.text for each in blocks if isinstance(each, Sentence))
    table = next(each for each in blocks if isinstance(each, Table) and each.title.startswith("Outside"))
    assert table.columns["Column"][0] == "channel"
    assert any(isinstance(each, Figure) for each in blocks)


def test_a_stack_that_leaves_no_case_says_so(run, data):
    own = tuple(f"channel without {name}" for name in ("shop", "online", "phone"))
    with pytest.raises(Problem, match=r"No case is left.*Take one of the changes away"):
        ask(run, data, own=own)


@pytest.mark.parametrize("own", ["nonsense", "id missing", "fraud = 1", "channel +20 %"])
def test_what_can_not_be_changed_is_said(run, data, own):
    with pytest.raises(Problem, match="is not understood"):
        ask(run, data, own=(own,))


def test_progress_is_told_and_who_stops_stops(run, data, monkeypatch):
    monkeypatch.setattr("bigmodel.explain.rescore.BLOCK", 100)
    done = []
    ask(run, data, own=("amount x 2",), progress=done.append)
    assert done == sorted(done)
    assert done[:2] == [0.0, 0.0]
    assert done[-1] == 1.0

    class Stopped(BaseException):
        pass

    def stop(_):
        raise Stopped

    with pytest.raises(Stopped):
        ask(run, data, own=("amount x 2",), progress=stop)


@pytest.fixture
def many(monkeypatch):
    """The validation rows of the small run count as many."""
    monkeypatch.setattr(first_answer, "MANY", 100)
    monkeypatch.setattr(first_answer, "FIRST", 60)


def asked_with_first(run, data, *ready, **values):
    shown, told = [], []
    blocks = ask(run, data, *ready, meanwhile=shown.append, progress=told.append, **values)
    return blocks, shown, told


@pytest.mark.usefixtures("many")
def test_of_many_cases_some_answer_first_before_and_after(run, data, rows):
    blocks, shown, told = asked_with_first(run, data, "Amounts +20 %")
    assert blocks == ask(run, data, "Amounts +20 %")
    (first,) = shown
    total = rows.table.num_rows
    assert f"So far from 60 of {count(total)} cases, drawn at random" in first[1].text
    table = next(block for block in first if isinstance(block, Table) and "Before" in block.columns)
    assert [table.columns[side][0] for side in ("Before", "After")] == ["60", "60"]
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize("kind", ["stratified", "time", "column"])
def test_of_fewer_cases_as_many_fewer_can_be_looked_at(run, rows, kind, monkeypatch):
    spec = run.spec()
    plan = spec.plan.model_copy(update={"split": spec.plan.split.model_copy(update={"kind": kind})})
    monkeypatch.setattr(type(run), "spec", lambda _self: spec.model_copy(update={"plan": plan}))
    some = rows.take(np.arange(0, rows.table.num_rows, 3))
    limits = [sides_of(run, each, capacity=100.0)[0].limit for each in (rows, some)]
    assert limits[1] == pytest.approx(limits[0] * some.table.num_rows / rows.table.num_rows)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("ready", [(), ("Costs doubled",), ("Without shop (channel)",), ("Night share doubled",)])
def test_where_no_case_is_scored_anew_the_whole_answer_comes_at_once(run, data, ready):
    assert not asked_with_first(run, data, *ready)[1]


def test_a_deleted_dataset_and_a_bundle_that_is_gone_are_said(tmp_path):
    run = toy_run(workspace := Workspace(tmp_path), rows=300)
    data = TableDataset(workspace.datasets.folder(run.spec().dataset))
    with pytest.raises(Problem, match="dataset of this run was deleted"):
        ask(run, None)
    (run.bundle / "model.onnx").unlink()
    with pytest.raises(Problem, match="model of this run is gone"):
        ask(run, data)
    (run.bundle / SCHEMA).unlink()
    with pytest.raises(Problem, match="model of this run is gone"):
        VIEW.controls(run)
    (run.bundle / SCHEMA).write_text('{"version": 0}')
    with pytest.raises(Problem, match="does not fit this version"):
        VIEW.controls(run)


def test_before_there_is_a_result_nothing_is_asked(tmp_path):
    run = toy_run(Workspace(tmp_path), rows=300)
    run.report_path.unlink()
    assert VIEW.controls(run) == ()
    assert VIEW.blocks(run, None, Words(), {}) == ()


def test_more_than_two_classes(tmp_path):
    run = toy_run(workspace := Workspace(tmp_path), classes=3)
    data = TableDataset(workspace.datasets.folder(run.spec().dataset))
    assert [control.name for control in VIEW.controls(run)] == ["ready", "own"]
    cards = metrics(ask(run, data))
    assert list(cards) == ["Accuracy", "Macro F1", "Outside of training", "Decided otherwise"]
    assert cards["Macro F1"].value == score(run.report().metrics["validation"]["macro_f1"].value)
    assert cards["Decided otherwise"].value == "0"
    assert metrics(ask(run, data, "Amounts +20 %"))["Decided otherwise"].value != "0"


def test_a_fixed_cost_of_a_miss_can_be_changed(tmp_path):
    run = toy_run(workspace := Workspace(tmp_path), costs=Costs(false_alarm=10, miss=200))
    data = TableDataset(workspace.datasets.folder(run.spec().dataset))
    known = run.report().extra["decision"]["validation"]
    cards = metrics(ask(run, data, miss=500.0))
    assert cards["Net benefit"].value == money(500 * known["tp"] - 10 * known["fp"], "€")
