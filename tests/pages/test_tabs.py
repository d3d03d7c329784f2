"""Several tabs, addresses of nothing, and what another tab deletes: every page says a sentence and stays usable."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel import jobs
from bigmodel.evaluation.judge import judge
from bigmodel.runs.scores import CaseScores, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan, Problem
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.ui import measured, train_setup

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGES = ("start", "data", "train", "evaluate", "runs", "deploy")
EVERY = pytest.mark.parametrize("page", PAGES)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def make(workspace):
    table = pa.table(
        {"amount": [float(row) for row in range(200)], "fraud": [str(int(row % 9 == 0)) for row in range(200)]}
    )

    def fill(folder):
        data = TableDataset.create(table, folder)
        return len(data), data.columns, data.fingerprint

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    fields = (Field(name="amount", kind="number", role="feature"), Field(name="fraud", kind="category", role="target"))
    plan = Plan(template="fraud", fields=fields, outcome=Outcome(classes=("0", "1")), network="mlp")

    def make_run(status):
        run = workspace.new_run("tabular", "module:function", plan, record, 0)
        if status == "finished":
            keep_result(run, plan)
        run.set_status(status)
        return run

    return make_run


def keep_result(run, plan):
    rows = np.arange(100)
    y = (rows % 9 == 0).astype(np.int32)
    score = (0.2 + 0.5 * y).astype(np.float32)
    cases = CaseScores(rows, y, score)
    for part in ("validation", "test"):
        write_cases(run, part, cases)
    counts = {part: np.bincount(y).tolist() for part in ("train", "validation", "test")}
    report = judge(
        outcome=plan.outcome,
        costs=plan.costs,
        threshold=0.5,
        validation=cases,
        test=cases,
        baselines={},
        counts=counts,
        best_epoch=1,
        epochs=1,
        seconds=1.0,
    )
    report.save(run.report_path)


def opened(page, **address):
    app = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if page != "start":
        app.switch_page(f"../../pages/{page}.py").run()
    assert not app.exception
    return app


def usable(app):
    return any(not button.disabled for button in app.button) or bool(app.page_link)


@EVERY
@pytest.mark.parametrize("asked", ["nonsense", "no-such-1", "../../etc/passwd", "<b>x</b>"])
def test_an_address_of_nothing_is_said_and_the_page_is_usable(workspace, page, asked):
    app = AppTest.from_file(FRAME, default_timeout=60)
    app.query_params["run"] = asked
    app.query_params["data"] = asked
    app.run()
    assert "was deleted" in app.warning[0].value
    if page != "start":
        app.switch_page(f"../../pages/{page}.py").run()
    assert not app.exception
    assert not app.error
    assert usable(app)
    assert "run" not in app.query_params


@EVERY
@pytest.mark.parametrize("status", ["finished", "failed", "interrupted"])
def test_a_run_deleted_in_another_tab_is_said_and_the_page_is_usable(workspace, make, page, status):
    run = make(status)
    kept = make("finished")
    app = opened(page, run=run.id)
    workspace.delete_run(run.id)
    app.run()
    assert not app.exception
    assert f"{run.id} was deleted".replace("-", "\\-") in app.warning[0].value
    assert kept.id in [row.id for row in workspace.runs()]
    assert usable(app) or app.dataframe
    app.run()
    assert not app.warning


@EVERY
def test_data_deleted_in_another_tab_leaves_the_page_usable(workspace, make, page):
    run = make("finished")
    app = opened(page, data=run.spec().dataset)
    workspace.datasets.delete(run.spec().dataset)
    app.run()
    assert not app.exception
    assert usable(app) or app.dataframe


def test_two_tabs_look_at_one_run_and_either_resumes_it(workspace, make, monkeypatch):
    run = make("training")
    tabs = [opened("train", run=run.id) for _tab in range(2)]
    assert all("live-chart" in [each.key for each in tab.get("bidi_component")] for tab in tabs)
    run.set_status("interrupted", "The process was killed.")
    resumed = []
    monkeypatch.setattr(jobs, "resume", lambda _workspace, id: resumed.append(id))
    for tab in tabs:
        tab.run()
        assert not tab.exception
        assert "killed" in tab.warning[0].value
    tabs[0].button(key="resume").click().run()
    assert resumed == [run.id]


def test_what_another_tab_did_first_is_said_to_the_second(workspace, make, monkeypatch):
    run = make("interrupted")
    tab = opened("train", run=run.id)

    def refuse(_workspace, _id):
        raise Problem("The run is not over yet")

    monkeypatch.setattr(jobs, "resume", refuse)
    tab.button(key="resume").click().run()
    assert not tab.exception
    assert "not over yet" in tab.error[0].value


def test_damaged_data_is_a_sentence_with_a_way_on(workspace, make):
    run = make("finished")
    app = opened("train", run=run.id)
    for path in workspace.datasets.folder(run.spec().dataset).glob("*.parquet"):
        path.write_bytes(b"")
    measured.opened.clear()
    train_setup._seconds.clear()
    app.run()
    assert not app.exception
    assert "damaged" in app.error[0].value
    assert [link.label for link in app.page_link] == ["Choose other data"]
