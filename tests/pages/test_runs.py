from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Interval, Outcome, Plan, Report
from bigmodel.spec.shorten import shorten

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/runs.py"
HOSTILE = "![x](http://evil.example/x.png) 试验"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def make(workspace):
    """Makes a run in a state, finished ones with a result."""

    def fill(folder):
        (folder / "table.parquet").write_bytes(b"")
        return 100, 2, "f" * 64

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)

    def make_run(status: str, value: float = 0.7, name: str | None = None, target: str = "fraud", **hparams):
        plan = Plan(
            template="fraud",
            fields=(Field(name=target, kind="category", role="target"),),
            outcome=Outcome(classes=("0", "1")),
            network="mlp",
            hparams=hparams,
        )
        run = workspace.new_run("tabular", "module:function", plan, record, 0, name=name)
        for epoch in (1, 2):
            run.emit("epoch", epoch=epoch, val_loss=1 / epoch, pr_auc=value * epoch / 2)
        if status in ("finished", "stopped"):
            metrics = {"pr_auc": Interval(value=value, low=value - 0.05, high=value + 0.05)}
            Report(
                best_epoch=2,
                epochs=2,
                threshold=0.5,
                metrics={"test": metrics, "validation": metrics},
                baselines={},
                counts={},
                seconds=1,
            ).save(run.report_path)
        run.set_status(status, epoch=2, epochs=2)
        return run

    return make_run


def opened() -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=60).run()
    at.switch_page(PAGE).run()
    assert not at.exception
    return at


def tick(at: AppTest, *rows: int) -> AppTest:
    at.session_state["runs-table"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    return at


def test_without_runs_the_page_says_what_to_do(workspace):
    at = opened()
    assert "No run yet" in at.markdown[0].value
    assert at.button(key="empty-data").label == "Bring data"


def test_runs_are_listed_newest_first_in_words(make):
    make("finished", 0.71)
    make("queued", name=HOSTILE)
    frame = opened().dataframe[0].value
    assert frame["Run"].tolist()[0] == shorten(HOSTILE, 32)
    assert frame["Status"].tolist() == ["waiting, 1 in the queue", "finished"]
    assert frame["Result"].tolist() == ["–", "PR-AUC 0.71 (0.66 to 0.76)"]
    assert set(frame["Template"]) == {"Fraud detection"}


def test_nothing_can_be_done_before_a_run_is_ticked(make):
    make("finished")
    at = opened()
    assert all(at.button(key=f"runs-{action}").disabled for action in ("open", "rename", "delete"))


def test_a_ticked_run_is_opened(make):
    run = make("failed")
    at = tick(opened(), 0)
    at.button(key="runs-open").click().run()
    assert not at.exception
    assert at.query_params["run"] == run.id


def test_a_run_deleted_just_before_it_is_opened_is_a_sentence(make, workspace, monkeypatch):
    run = make("finished")
    at = tick(opened(), 0)
    rows = workspace.runs()
    workspace.delete_run(run.id)
    monkeypatch.setattr(Workspace, "runs", lambda _workspace: rows)
    at.button(key="runs-open").click().run()
    assert not at.exception
    assert "was deleted" in at.error[0].value


def rename_newest() -> None:
    from bigmodel.ui import state
    from bigmodel.ui.run_list import draw_renaming

    draw_renaming(state.workspace().runs()[0])


def delete_newest() -> None:
    from bigmodel.ui import state
    from bigmodel.ui.run_list import draw_deletion

    rows = state.workspace().runs()
    if len(rows) > 1:
        draw_deletion(rows[:1])


def test_a_run_is_renamed(make, workspace):
    """AppTest does not draw a dialog again after a click in it, so its content is drawn on its own."""
    run = make("finished")
    at = tick(opened(), 0)
    at.button(key="runs-rename").click().run()
    assert [field.label for field in at.text_input] == ["Name"]
    at = AppTest.from_function(rename_newest).run()
    at.text_input[0].set_value(HOSTILE)
    at.form_submit_button[0].click().run()
    assert not at.exception
    assert workspace.run(run.id).name() == HOSTILE


def test_runs_are_deleted_after_a_question(make, workspace):
    kept, gone = make("finished"), make("failed", name=HOSTILE)
    at = tick(opened(), 0)
    at.button(key="runs-delete").click().run()
    assert len(workspace.runs()) == 2
    assert at.button(key="runs-delete-sure")
    assert all(HOSTILE not in element.value for element in at.markdown)
    at = AppTest.from_function(delete_newest).run()
    at.button(key="runs-delete-sure").click().run()
    assert not at.exception
    assert [row.id for row in workspace.runs()] == [kept.id]
    assert not gone.path.exists()


@pytest.mark.parametrize("status", ["queued", "training"])
def test_a_run_at_work_is_not_deleted(make, workspace, status):
    make(status)
    at = tick(opened(), 0)
    at.button(key="runs-delete").click().run()
    assert any("still at work" in element.value for element in at.markdown)
    assert not [button for button in at.button if button.key == "runs-delete-sure"]
    assert len(workspace.runs()) == 1


def test_two_runs_are_compared(make):
    make("finished", 0.5, width=64)
    make("finished", 0.9, name=HOSTILE, width=32)
    at = tick(opened(), 0, 1)
    said = "\n".join(element.value for element in at.markdown)
    assert "the ranges do not overlap" in said.replace("\\", "")
    assert HOSTILE not in said
    settings, validation, test = (table.value for table in at.dataframe[1:])
    assert settings["Setting"].tolist() == ["Width"]
    assert settings.iloc[0].tolist()[1:] == ["64", "32"]
    assert validation.iloc[0].tolist()[1:] == ["0.50 (0.45 to 0.55)", "0.90 (0.85 to 0.95)", "+0.400"]
    assert test.equals(validation)


def test_runs_that_answer_different_questions_have_no_differences(make):
    make("finished", 0.5)
    make("finished", 0.9, target="late")
    at = tick(opened(), 0, 1)
    assert any("different questions" in element.value for element in at.markdown)
    validation, test = (table.value for table in at.dataframe[2:])
    assert "Difference" not in [*validation.columns, *test.columns]
    assert not any("Choose by validation" in element.value for element in at.caption)


def test_a_run_without_a_result_compares_by_settings_and_curves(make):
    make("finished", epochs=3)
    make("training", epochs=4)
    at = tick(opened(), 0, 1)
    assert at.dataframe[1].value["Setting"].tolist() == ["Epochs"]
    assert any("once both have a result" in element.value for element in at.caption)


def test_a_run_that_another_tab_deleted_is_a_sentence(make, workspace):
    run = make("finished")
    at = tick(opened(), 0)
    workspace.delete_run(run.id)
    at.run()
    assert not at.exception
    assert "No run yet" in at.markdown[0].value
