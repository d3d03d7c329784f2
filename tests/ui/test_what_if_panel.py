"""Keeping, comparing and bringing back scenarios, on the population view of a small run."""

import io
from pathlib import Path

import pytest
import streamlit as st
from pyarrow import csv
from streamlit.testing.v1 import AppTest
from toy_table_run import toy_run, toy_table

import bigmodel
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Outcomes, Scenario
from bigmodel.tasks.tabular.what_if import first_answer, population
from bigmodel.tasks.views.decide import keep
from bigmodel.ui.scenario_tray import compared, tray_frame
from bigmodel.ui.what_if_panel import NOTHING_TO_KEEP, sections_of

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/what_if.py"
HOSTILE = "![x](http://evil.example/x.png)"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return toy_run(Workspace(tmp_path), rows=600)


def opened(run, section=None, **address):
    app = AppTest.from_file(FRAME, default_timeout=30)
    for name, value in {"run": run.id, **address}.items():
        app.query_params[name] = value
    app = app.run().switch_page(PAGE).run()
    if section:
        app = part(app).set_value(section).run()
    assert not app.exception
    return app


def plain(text):
    """Text as it is read, without what keeps its signs from being markup."""
    return text.replace("\\", "")


def said(app):
    return [plain(each.value) for each in (*app.error, *app.warning, *app.info)]


def part(app):
    return next(each for each in app.get("button_group") if each.label == "Part")


def ready(app):
    return next(each for each in app.get("button_group") if plain(each.label) == "Ready-made changes")


def own(app):
    return next(each for each in app.multiselect if each.label == "Your own changes")


def button(app, label):
    return next(each for each in app.button if each.label == label)


def kept(app, own_changes=(), name="", ready_made=()):
    """Ask a question and keep it."""
    app = own(app).set_value(list(own_changes)).run()
    app = ready(app).set_value(list(ready_made)).run()
    if name:
        app = next(each for each in app.text_input if each.label == "Name of the scenario").set_value(name).run()
    app = button(app, "Keep as scenario").click().run()
    assert not app.exception
    return app


def test_a_scenario_keeps_what_was_asked_and_what_came_out(run):
    app = kept(opened(run, "A population"), ["amount +35 %"], "Dearer", ["Noise"])
    scenario = run.scenarios.read()[0]
    assert scenario.name == "Dearer"
    assert scenario.section == "A population"
    values = scenario.values["What if the cases change"]
    assert values["own"] == ["amount +35 %"]
    assert values["ready"] == ["Noise"]
    assert values["capacity"] is None
    assert {each.title: (each.value, each.beside) for each in scenario.outcomes} == {
        plain(metric.label): (plain(metric.value), plain(metric.delta)) for metric in app.metric
    }
    assert scenario.epochs == run.report().epochs
    assert app.query_params["scenario"] == scenario.id


def test_what_some_cases_said_gives_way_to_what_all_say(run, monkeypatch):
    shown = []

    def told(*given, meanwhile, **further):
        shown.append(1)
        return said_first(*given, meanwhile=meanwhile, **further)

    said_first = first_answer.first_answer
    monkeypatch.setattr(population, "first_answer", told)
    monkeypatch.setattr(first_answer, "MANY", 50)
    monkeypatch.setattr(first_answer, "FIRST", 40)
    app = ready(opened(run, "A population")).set_value(["Noise"]).run()
    assert shown
    assert not app.exception
    assert not [each for each in said(app) if "So far from" in each]
    assert len({each.label for each in app.metric}) == len(app.metric)


def test_a_scenario_without_a_name_is_called_by_its_question(run):
    kept(opened(run, "A population"), ["amount +35 %"], ready_made=["Noise"])
    assert run.scenarios.read()[0].name == "Noise, amount +35 %"
    kept(opened(run, "A population"))
    assert run.scenarios.read()[1].name == "A population 2"


def test_its_address_brings_it_back(run):
    first = kept(opened(run, "A population"), ["amount +35 %"], ready_made=["Review capacity halved"])
    id, numbers = run.scenarios.read()[0].id, [(each.label, each.value) for each in first.metric]
    app = opened(run, scenario=id)
    assert part(app).value == "A population"
    assert own(app).value == ["amount +35 %"]
    assert ready(app).value == ["Review capacity halved"]
    assert [(each.label, each.value) for each in app.metric] == numbers


def test_another_page_and_back_still_shows_it(run):
    app = kept(opened(run, "A population"), ["amount +35 %"])
    app = app.switch_page("../../pages/evaluate.py").run().switch_page(PAGE).run()
    assert not app.exception
    assert part(app).value == "A population"
    assert own(app).value == ["amount +35 %"]


def test_an_address_of_a_deleted_scenario_says_so(run):
    kept(opened(run, "A population"), ["amount +35 %"])
    id = run.scenarios.read()[0].id
    run.scenarios.delete(id)
    app = opened(run, scenario=id)
    assert any("This scenario was deleted" in each for each in said(app))
    assert "scenario" not in app.query_params


def test_a_scenario_whose_inputs_changed_since_says_what_it_can_not_bring_back(run):
    values = {"What if the cases change": {"own": ["amount +35 %"], "ready": ["A change of old"], "gone": 3}}
    scenario = run.scenarios.keep("Old", "A population", values, [Outcomes(title="Alerts", value="3")], 2)
    app = opened(run, scenario=scenario.id)
    assert own(app).value == ["amount +35 %"]
    assert ready(app).value == []


def test_a_scenario_of_a_part_that_is_no_more_opens_the_first_part(run):
    scenario = run.scenarios.keep("Old", "A part of old", {}, [Outcomes(title="Alerts", value="3")], 2)
    app = opened(run, scenario=scenario.id)
    assert part(app).value == part(app).options[0]


@pytest.mark.parametrize("content", ["nonsense", "[1]", '[{"id": "x"}]', ""])
def test_a_damaged_list_says_so_and_the_page_stays_usable(run, content):
    (run.path / "scenarios.json").write_text(content)
    app = opened(run, "A population")
    assert app.metric
    assert any("kept scenarios can't be read" in each for each in said(app))
    app = button(app, "Keep as scenario").click().run()
    assert not app.exception
    assert (run.path / "scenarios.json").read_text() == content
    assert any("kept scenarios can't be read" in each for each in said(app))


def test_kept_things_stand_in_one_list_newest_first(run):
    keep(run, 0.5, Costs(miss_is_amount=True))
    kept(kept(opened(run, "A population"), ["amount +35 %"], "First"), ["amount +50 %"], "Second")
    frame = opened(run).dataframe[-1].value
    assert frame["Name"].tolist() == ["Second", "First", "Flagged from 0.500"]
    assert frame["Kind"].tolist() == ["A population", "A population", "Decision of Evaluate"]
    assert frame["Numbers"][0].startswith("Alerts ")
    assert "€" in frame["Numbers"][2]


def test_side_by_side(run):
    outcomes = [Outcomes(title="Alerts", value="3", beside="was 5"), Outcomes(title="Recall", value="0.5")]
    common = {"created": 0.0, "section": "A population"}
    first = Scenario(id="a", name="Same", outcomes=tuple(outcomes), **common)
    second = Scenario(id="b", name="Same", outcomes=(Outcomes(title="F1", value="0.7"),), **common)
    frame = compared([first, second])
    assert frame.columns.tolist() == ["Same", "Same (again)"]
    assert frame.index.tolist() == ["Alerts", "Recall", "F1"]
    assert frame["Same"].tolist() == ["3 (was 5)", "0.5", "–"]
    assert frame["Same (again)"].tolist() == ["–", "–", "0.7"]


def test_what_an_earlier_result_gave_is_marked():
    old = Scenario(id="a", name="Old", created=0.0, section="A population", epochs=3)
    assert tray_frame([old], [], 5)["Name"][0] == "Old (before the run went on)"
    assert tray_frame([old], [], 3)["Name"][0] == "Old"
    assert len(tray_frame([], [], None)) == 0


@pytest.fixture
def tick(monkeypatch):
    """Ticks rows of the tray, which no AppTest can."""
    places, real = [], st.dataframe

    def dataframe(*args, **settings):
        event = real(*args, **settings)
        if not str(settings.get("key", "")).startswith("tray-"):
            return event
        return {"selection": {"rows": list(places), "columns": [], "cells": []}}

    monkeypatch.setattr(st, "dataframe", dataframe)

    def change(app, *rows):
        places[:] = rows
        return app.run()

    return change


@pytest.fixture
def two(run):
    """A page with two kept scenarios, the second of which is open."""
    return kept(kept(opened(run, "A population"), ["amount +35 %"], "First"), ["amount +50 %"], "Second")


def test_ticked_scenarios_stand_side_by_side(two, tick):
    assert len(two.dataframe) == len(tick(two).dataframe)
    app = tick(two, 0, 1)
    frame = app.dataframe[-1].value
    assert frame.columns.tolist() == ["Second", "First"]
    assert frame.index.tolist()[:2] == ["Alerts", "Precision"]
    assert not button(app, "Delete").disabled
    assert button(app, "Rename").disabled
    assert button(app, "Show again").disabled


def test_a_decision_stands_beside_a_scenario(run, two, tick):
    keep(run, 0.5, Costs(miss_is_amount=True))
    app = tick(two, 0, 2)
    frame = app.dataframe[-1].value
    assert frame.columns.tolist() == ["Second", "Flagged from 0.500"]
    decided = run.decisions()[0]
    alerts = decided.validation["alerts"], decided.test["alerts"]
    assert frame.loc["Alerts", "Flagged from 0.500"] == f"{alerts[0]} (test {alerts[1]})"
    assert frame.loc["Net benefit", "Flagged from 0.500"].startswith("€")
    assert frame.loc["Outside of training", "Flagged from 0.500"] == "–"
    # A decision is changed on Evaluate: what can be done here is done to the scenario.
    app = button(app, "Delete").click().run()
    assert any("Delete Second?" in plain(each.value) for each in app.markdown)


def test_show_again_brings_the_ticked_one_back(run, two, tick):
    assert own(two).value == ["amount +50 %"]
    app = button(tick(two, 1), "Show again").click().run()
    assert not app.exception
    assert own(app).value == ["amount +35 %"]
    assert app.query_params["scenario"] == run.scenarios.read()[0].id


def test_show_again_changes_the_part_of_the_page(two, tick):
    app = part(two).set_value("Next month's file").run()
    app = button(tick(app, 1), "Show again").click().run()
    assert not app.exception
    assert part(app).value == "A population"
    assert own(app).value == ["amount +35 %"]


def rename_first():
    from bigmodel.ui import state
    from bigmodel.ui.scenario_tray import draw_renaming

    run = state.workspace().run(state.workspace().runs()[0].id)
    draw_renaming(run, run.scenarios.read()[0])


def delete_all():
    from bigmodel.ui import state
    from bigmodel.ui.scenario_tray import draw_deletion

    run = state.workspace().run(state.workspace().runs()[0].id)
    state.open_scenario(run.scenarios.read()[-1].id) if run.scenarios.read() else None
    draw_deletion(run, run.scenarios.read())


@pytest.mark.parametrize(("name", "names"), [("Dearer", ["Dearer", "Second"]), ("  ", ["First", "Second"])])
def test_a_scenario_is_renamed_to_what_is_a_name(run, two, tick, name, names):
    """AppTest does not draw a dialog again after a click in it, so its content is drawn on its own."""
    app = button(tick(two, 1), "Rename").click().run()
    assert next(each for each in app.text_input if each.label == "Name").value == "First"
    app = AppTest.from_function(rename_first).run()
    app.text_input[0].set_value(name)
    app = app.button[0].click().run()
    assert not app.exception
    assert bool(app.error) == (names[0] == "First")
    assert [each.name for each in run.scenarios.read()] == names


def test_scenarios_are_deleted_after_a_question_and_the_address_forgets_them(run, two, tick):
    app = button(tick(two, 0, 1), "Delete").click().run()
    assert any("Second, First" in plain(each.value) for each in app.markdown)
    assert len(run.scenarios.read()) == 2
    app = AppTest.from_function(delete_all).run()
    app = app.button(key="tray-delete-sure").click().run()
    assert run.scenarios.read() == []
    assert "scenario" not in app.query_params


def test_parts_of_the_page_follow_the_task(run):
    from bigmodel.templates import template

    found = sections_of(template("fraud").task)
    assert {"A population", "Next month's file"} <= set(found)
    numbers = [number for each in found.values() for number in each]
    assert len(numbers) == len(set(numbers)) == len(template("fraud").task.what_ifs)


def test_nothing_is_kept_where_there_are_no_numbers(run):
    app = opened(run, "Next month's file")
    app = button(app, "Keep as scenario").click().run()
    assert not app.exception
    assert run.scenarios.read() == []
    assert any(NOTHING_TO_KEEP in each for each in said(app))


def test_a_name_is_text(run):
    app = kept(opened(run, "A population"), ["amount +35 %"], HOSTILE)
    assert run.scenarios.read()[0].name == HOSTILE
    assert not any("![" in each.value for each in app.markdown)


def test_an_answer_that_can_not_be_given_is_not_kept(run):
    app = kept(opened(run, "A population"), ["nonsense"])
    assert run.scenarios.read() == []
    assert any("is not understood" in each for each in said(app))


def test_the_same_question_is_computed_once(run, monkeypatch):
    from bigmodel.tasks.tabular.what_if.population import PopulationWhatIf

    asked, real = [], PopulationWhatIf.blocks

    def counted(self, *args):
        asked.append(args)
        return real(self, *args)

    monkeypatch.setattr(PopulationWhatIf, "blocks", counted)
    kept(opened(run, "A population"), ["amount +35 %"])
    # Nothing changed, and the amounts; neither keeping nor bringing back computes anything.
    opened(run, scenario=run.scenarios.read()[0].id)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"own": 5, "ready": "Noise", "false_alarm": "abc", "capacity": [1]},
        {"own": [1, 2], "ready": None, "false_alarm": -5, "capacity": True},
        {"own": None, "false_alarm": None},
        "nonsense",
        None,
    ],
)
def test_values_that_do_not_fit_their_inputs_are_passed_over(run, values):
    outcomes = [Outcomes(title="Alerts", value="3")]
    scenario = run.scenarios.keep("Old", "A population", {"What if the cases change": values}, outcomes, 2)
    app = opened(run, scenario=scenario.id)
    assert own(app).value == []
    assert ready(app).value == []
    assert next(each for each in app.number_input if "false alarm" in each.label).value == 15
    assert app.metric


def test_a_scenario_of_a_file_asks_for_the_file(run):
    out = io.BytesIO()
    csv.write_csv(toy_table(300, seed=5), out)
    app = opened(run, "Next month's file")
    app = app.get("file_uploader")[0].set_value(("mai_2026.csv", out.getvalue(), "text/csv")).run()
    app = button(app, "Keep as scenario").click().run()
    assert not app.exception
    scenario = run.scenarios.read()[0]
    assert scenario.name == "mai_2026.csv"
    assert scenario.values == {"What if the next file comes": {"file": "mai_2026.csv"}}
    assert {"Precision", "Columns that moved"} <= {each.title for each in scenario.outcomes}
    app = opened(run, scenario=scenario.id)
    assert part(app).value == "Next month's file"
    assert any("looked at mai_2026.csv: bring the file again" in each for each in said(app))
