from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel import jobs
from bigmodel.jobs.ask import NEVER_STARTED
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Finding, Interval, Problem, Report
from bigmodel.templates import template
from bigmodel.ui import measured, train_setup

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/train.py"
LINES = [f"{n % 97}.5,{'ab'[n % 2]},{'yes' if n % 9 == 0 else 'no'}" for n in range(900)]
ROWS = "\n".join(["amount,channel,fraud", *LINES])

METRICS = {"test": {"accuracy": Interval(value=0.93, low=0.91, high=0.95)}}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("BIGMODEL_HOME", str(home))
    return Workspace(home)


@pytest.fixture
def record(workspace, tmp_path):
    source = tmp_path / "cards.csv"
    source.write_text(ROWS, encoding="utf-8")
    task = template("fraud").task
    name = task.inputs[0].name

    def fill(folder: Path):
        data = task.read({name: [source]}, task.sniff({name: [source]}), folder)
        return len(data), data.columns, data.fingerprint

    return workspace.datasets.add("cards.csv", task.kind, "fraud", fill)


@pytest.fixture
def submitted(monkeypatch):
    """The runs that were handed to the supervisor, which is not started."""
    handed = []
    monkeypatch.setattr(jobs, "submit", lambda _workspace, folder: handed.append(folder.id))
    return handed


def open_page(**address):
    app = AppTest.from_file(FRAME, default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def button(app, label):
    return next((each for each in app.button if each.label == label), None)


def begin(app, workspace):
    button(app, "Train").click().run()
    assert not app.exception
    return workspace.run(app.query_params["run"])


def keep_epoch(run, number):
    run.emit("begin", epochs=9, steps=3, rows=100, first_epoch=0, classes=2)
    run.emit("epoch", epoch=number, loss=0.1, val_loss=0.1)
    run.checkpoints.mkdir()
    (run.checkpoints / "last.npz").write_bytes(b"weights")


def finish(run, status="finished"):
    report = Report(best_epoch=1, epochs=1, threshold=0.5, metrics=METRICS, baselines={}, counts={}, seconds=1)
    report.save(run.report_path)
    run.set_status(status)


def test_without_data_it_says_what_to_do(workspace):
    app = open_page()
    assert app.title[0].value == "Nothing to train on yet"
    assert button(app, "Choose what to decide")


def test_train_queues_a_run_with_what_was_chosen_and_opens_it(workspace, record, submitted):
    app = open_page(data=record.id)
    assert "About" in app.caption[0].value
    app.button_group(key=f"setup-{record.id}-preset").set_value("quick").run()
    app.selectbox(key=f"setup-{record.id}-network").select("mlp").run()
    app.number_input(key=f"setup-{record.id}-mlp-quick-epochs").set_value(3).run()
    run = begin(app, workspace)
    assert submitted == [run.id]
    plan = run.spec().plan
    assert (plan.network, plan.hparams) == ("mlp", {"preset": "quick", "epochs": 3})
    assert "live-chart" in [each.key for each in app.get("bidi_component")]


def test_a_value_out_of_range_is_refused_where_it_stands(workspace, record, submitted):
    app = open_page(data=record.id)
    app.number_input(key=f"setup-{record.id}-tabm-balanced-learning_rate").set_value(-1.0).run()
    assert not app.exception
    assert "learning\\_rate" in app.error[0].value
    assert button(app, "Train").disabled
    assert submitted == []


def test_a_finding_that_forbids_training_forbids_it_here_too(workspace, record, submitted, monkeypatch):
    found = Finding(code="x", severity="stop", title="The test part has no fraud", detail="Choose another split.")
    warned = Finding(code="y", severity="warning", title="Few rows")
    monkeypatch.setattr(measured, "findings", lambda _record, _plan: [warned, found])
    app = open_page(data=record.id)
    button(app, "Train").click().run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "") == "The test part has no fraud. Choose another split."
    assert submitted == []
    assert workspace.runs() == []


def test_a_finished_run_leads_to_evaluate(workspace, record, submitted):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    assert button(app, "Evaluate") is None
    finish(run)
    app.run()
    assert button(app, "Evaluate") is not None
    assert button(app, "Resume") is None
    assert app.subheader[0].value.replace("\\", "") == "93 of 100 transactions are sorted right."


def test_train_steps_back_while_a_run_is_at_work(workspace, record, submitted):
    app = open_page(data=record.id)
    assert button(app, "Train").proto.type == "primary"
    run = begin(app, workspace)
    run.set_status("training")
    app.run()
    assert button(app, "Train").proto.type == "secondary"
    assert "Starts after the one at work." in [each.value for each in app.caption]
    run.set_status("failed")
    app.run()
    assert button(app, "Train").proto.type == "primary"


def test_a_run_stopped_in_the_queue_is_no_accident(workspace, record, submitted):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    run.set_status("interrupted", NEVER_STARTED)
    app.run()
    assert not app.exception
    assert app.info[0].value.replace("\\", "") == NEVER_STARTED
    assert not app.warning
    assert button(app, "Start it again")


def test_a_stopped_run_leads_to_evaluate_and_can_go_on(workspace, record, submitted, monkeypatch):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    keep_epoch(run, 4)
    finish(run, "stopped")
    resumed = []
    monkeypatch.setattr(jobs, "resume", lambda _workspace, id: resumed.append(id))
    app.run()
    assert button(app, "Evaluate") is not None
    button(app, "Resume from epoch 5").click().run()
    assert resumed == [run.id]


@pytest.mark.parametrize("status", ["finished", "stopped"])
def test_a_run_whose_result_is_gone_is_not_sent_to_evaluate(workspace, record, submitted, status):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    run.set_status(status)
    app.run()
    assert not app.exception
    assert button(app, "Evaluate") is None
    assert "result is gone" in app.warning[0].value


def test_a_failed_run_goes_on_from_what_it_kept(workspace, record, submitted, monkeypatch):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    keep_epoch(run, 4)
    run.set_status("failed", "The disk is full.")
    resumed = []
    monkeypatch.setattr(jobs, "resume", lambda _workspace, id: resumed.append(id))
    app.run()
    assert "disk is full" in app.error[0].value
    button(app, "Resume from epoch 5").click().run()
    assert resumed == [run.id]


def test_a_failed_run_says_why_as_text(workspace, record, submitted):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    run.set_status("failed", "The column ![x](http://evil.example) holds no number.")
    app.run()
    assert "holds no number" in app.error[0].value
    assert "![" not in app.error[0].value
    assert not [each for each in app.button if each.key == "resume"]


def test_an_interrupted_run_is_resumed_by_its_button(workspace, record, submitted, monkeypatch):
    app = open_page(data=record.id)
    run = begin(app, workspace)
    keep_epoch(run, 4)
    run.set_status("interrupted", "The process was killed.")
    resumed = []
    monkeypatch.setattr(jobs, "resume", lambda _workspace, id: resumed.append(id))
    app.run()
    assert "killed" in app.warning[0].value
    button(app, "Resume from epoch 5").click().run()
    assert resumed == [run.id]


def test_a_refusal_of_the_supervisor_is_said(workspace, record, monkeypatch):
    def refuse(_workspace, _folder):
        raise Problem("The disk is full")

    monkeypatch.setattr(jobs, "submit", refuse)
    app = open_page(data=record.id)
    button(app, "Train").click().run()
    assert not app.exception
    assert "disk is full" in app.error[0].value


def test_a_run_whose_data_is_gone_stays_to_look_at(workspace, record, submitted):
    run = begin(open_page(data=record.id), workspace)
    finish(run)
    workspace.datasets.delete(record.id)
    app = open_page(run=run.id)
    assert button(app, "Train") is None
    assert button(app, "Evaluate") is not None


@pytest.mark.parametrize(("seconds", "rounded"), [(0.1, 1), (7.4, 7), (42, 40), (200, 210), (5000, 5100)])
def test_an_estimate_is_not_more_precise_than_it_is(seconds, rounded):
    assert train_setup._rounded(seconds) == rounded
