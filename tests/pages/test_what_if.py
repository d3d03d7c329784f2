"""The What if page of tables: many cases and a later file."""

import io
from pathlib import Path

import pytest
from pyarrow import csv
from streamlit.testing.v1 import AppTest
from toy_table_run import toy_run, toy_table

import bigmodel
from bigmodel.runs.workspace import Workspace

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/what_if.py"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    return toy_run(workspace)


def opened(run, section, **address):
    """The page with a part of it chosen."""
    app = AppTest.from_file(FRAME, default_timeout=30)
    for name, value in {"run": run.id, **address}.items():
        app.query_params[name] = value
    app = app.run().switch_page(PAGE).run()
    if section:
        app = part_of(app).set_value(section).run()
    assert not app.exception
    return app


def plain(text):
    """Text as it is read, without what keeps its signs from being markup."""
    return text.replace("\\", "")


def part_of(app):
    return next(each for each in app.get("button_group") if each.label == "Part")


def ready(app):
    return next(each for each in app.get("button_group") if plain(each.label) == "Ready-made changes")


def own(app):
    return next(each for each in app.multiselect if each.label == "Your own changes")


def cards(app):
    return {plain(metric.label): (plain(metric.value), plain(metric.delta)) for metric in app.metric}


def texts(app):
    return [plain(each.value) for each in (*app.markdown, *app.caption, *app.error, *app.warning)]


def test_without_a_change_before_and_after_are_the_same(run):
    app = opened(run, "A population")
    assert any("Choose a change above" in text for text in texts(app))
    assert all(told in (f"was {value}", "0 no longer") for value, told in cards(app).values())


def test_two_clicks_change_the_amounts_and_further_ones_stack(run):
    app = opened(run, "A population")
    before = cards(app)
    app = ready(app).set_value(["Amounts +20 %"]).run()
    assert not app.exception
    one = cards(app)
    assert one["Net benefit"][0] != before["Net benefit"][0]
    assert one["Net benefit"][1] == f"was {before['Net benefit'][0]}"
    app = own(app).set_value(["amount +35 %", "channel without shop"]).run()
    assert not app.exception
    assert any("then amount" in text and "channel without shop" in text for text in texts(app))
    assert cards(app)["Alerts"] != one["Alerts"]


def test_what_is_not_understood_is_said_and_the_page_stays_usable(run):
    app = own(opened(run, "A population")).set_value(["nonsense"]).run()
    assert not app.exception
    assert "is not understood" in app.error[0].value
    assert not app.metric
    app = own(app).set_value([]).run()
    assert app.metric
    assert not app.error


def test_a_scenario_that_empties_the_data_says_so(run):
    gone = [f"channel without {name}" for name in ("shop", "online", "phone")]
    app = own(opened(run, "A population")).set_value(gone).run()
    assert "No case is left" in app.error[0].value
    assert any(heading.value == "What if the cases change" for heading in app.header)


def test_a_bundle_that_is_gone_says_so_and_evaluate_still_shows_the_result(run):
    for path in run.bundle.iterdir():
        path.unlink()
    app = opened(run, "A population")
    assert any("model of this run is gone" in each for each in texts(app))
    app = app.switch_page("../../pages/evaluate.py").run()
    assert not app.exception
    assert app.title[0].value.startswith("Of 100")


def test_a_bundle_of_another_version_says_so(run):
    (run.bundle / "schema.json").write_text('{"version": 0}')
    app = opened(run, "A population")
    assert any("does not fit this version" in each for each in texts(app))


def test_a_deleted_dataset_says_so(workspace, run):
    workspace.datasets.delete(run.spec().dataset)
    app = opened(run, "A population")
    assert any("dataset of this run was deleted" in each for each in texts(app))


def uploaded(app, table):
    out = io.BytesIO()
    csv.write_csv(table, out)
    return app.get("file_uploader")[0].set_value(("next.csv", out.getvalue(), "text/csv")).run()


def test_a_later_file_is_compared(run):
    app = opened(run, "Next month's file")
    assert any("Bring later" in text for text in texts(app))
    app = uploaded(app, toy_table(600, seed=5))
    assert not app.exception
    assert {"Precision", "Recall", "Drift of the scores", "Columns that moved"} <= set(cards(app))
    assert any("threshold" in text for text in texts(app))


def test_a_file_with_other_columns_says_so_and_the_run_stays_usable(run):
    app = uploaded(opened(run, "Next month's file"), toy_table(60).rename_columns(list("abcdef")))
    assert not app.exception
    assert any("none of the columns" in each for each in texts(app))
    app = part_of(app).set_value("A population").run()
    assert app.metric
    assert not app.error
