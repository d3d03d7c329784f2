from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Interval, Outcome, Plan, Report
from bigmodel.templates import templates

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
HOSTILE = "![x](http://evil.example/x.png).csv"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def app(workspace):
    app = AppTest.from_file(FRAME, default_timeout=120).run()
    assert not app.exception
    return app


def finished_run(workspace):
    def fill(folder: Path):
        (folder / "rows").write_text("1")
        return 10, 2, "ab" * 32

    record = workspace.datasets.add(HOSTILE, "tabular", "fraud", fill)
    fields = (Field(name="fraud", kind="category", role="target"),)
    plan = Plan(template="fraud", fields=fields, outcome=Outcome(classes=("no", "yes")), network="mlp")
    run = workspace.new_run("tabular", "module:function", plan, record, seed=0)
    Report(
        best_epoch=1,
        epochs=2,
        threshold=0.3,
        metrics={"test": {"pr_auc": Interval(value=0.712, low=0.66, high=0.75)}},
        baselines={},
        counts={},
        seconds=1.0,
    ).save(run.report_path)
    run.set_status("finished")
    return run


def test_every_template_has_a_card_with_both_ways_in(app):
    assert [element.value for element in app.header] == [f"{each.icon} {each.title}" for each in templates().values()]
    labels = [button.label for button in app.button if button.key != "demo-add"]
    assert set(labels) == {"Try the sample", "Use my data"}
    assert len(labels) == 2 * len(templates())


def test_own_data_leads_to_the_data_page_of_that_template(app):
    app.button(key="own-images").click().run()
    assert not app.exception
    assert app.session_state["bm_template"] == "images"


def test_the_sample_is_taken_once_and_found_again(app, workspace):
    for _ in range(2):
        app.button(key="sample-images").click().run()
        assert not app.exception
        assert not app.error
        app.switch_page("../../pages/start.py").run()
    records = workspace.datasets.list()
    assert [record.sample for record in records] == [True]
    assert app.session_state["bm_dataset"] == records[0].id


def test_runs_are_listed_as_text_with_what_they_found(workspace):
    run = finished_run(workspace)
    app = AppTest.from_file(FRAME, default_timeout=60).run()
    assert not app.exception
    assert run.id.replace("-", "\\-") in app.page_link[0].label
    shown = [element.value for element in app.markdown]
    assert "PR\\-AUC 0\\.71 \\(0\\.66 to 0\\.75\\)" in shown
    assert not any("![" in text.replace("\\[", "") for text in shown)


def test_without_runs_nothing_is_offered_to_go_on_with(app):
    assert not app.page_link
