import os
import shutil
import time

import pytest
from mlflow import MlflowClient

from bigmodel import jobs
from bigmodel.jobs.mirror_state import ask_mirror, path_of, read_state, save_state
from bigmodel.spec import Problem


def wait_for(condition, run):
    """Wait for what becomes of a run on a busy machine."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, f"waited in vain: {run.status()}, {read_state(run)}, {logged(run)}"
        time.sleep(0.05)


def is_closed(run):
    state = read_state(run)
    return state is not None and state.run is not None and not state.open


def logged(run):
    return [event["message"] for event in run.events()[0] if event["kind"] == "log"]


def wait_for_mirror(run):
    """Wait until the mirror of a run that is over is closed."""
    wait_for(lambda: is_closed(run), run)
    return read_state(run)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A local MLflow database, made once: making its tables takes longer than a run here."""
    path = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    MlflowClient(tracking_uri=f"sqlite:///{path}").search_experiments()
    return path


@pytest.fixture
def store(bench, empty_store, tmp_path, monkeypatch):
    """A client of a fresh store that runs are mirrored to, by a supervisor that has MLflow imported."""
    path = tmp_path / "mlflow" / "mlflow.db"
    path.parent.mkdir()
    shutil.copy(empty_store, path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path}")
    monkeypatch.setenv("BIGMODEL_PRELOAD", "mlflow")
    return MlflowClient(tracking_uri=f"sqlite:///{path}")


def test_a_run_is_mirrored(bench, store, tmp_path):
    run = bench.submit(epochs=5, seconds=0.2, learning_rate=0.01)
    run.rename("Morning run")
    bench.wait(run, "finished", seconds=30)
    state = wait_for_mirror(run)
    found = store.get_run(state.run)
    assert found.info.status == "FINISHED"
    assert found.info.run_name == "Morning run"
    assert store.get_experiment(found.info.experiment_id).name == "bigmodel-fraud"
    assert found.data.params["hparams.learning_rate"] == "0.01"
    assert found.data.params["network"] == "mlp"
    history = store.get_metric_history(state.run, "val_loss")
    assert [(point.step, point.value) for point in history] == [(epoch, 2 / epoch) for epoch in range(1, 6)]
    assert found.data.metrics["test_pr_auc"] == 0.5
    assert found.data.metrics["test_ndcg_10"] == 0.25
    assert "threshold" not in found.data.metrics
    assert {file.path for file in store.list_artifacts(state.run)} == {"bundle", "report.json", "spec.json"}
    assert [file.path for file in store.list_artifacts(state.run, "bundle")] == ["bundle/model.onnx"]
    assert found.info.artifact_uri.startswith((tmp_path / "mlflow" / "mlartifacts").as_uri())
    assert logged(run) == []


def test_a_killed_run_is_closed_and_goes_on_in_the_same_mirror(bench, store):
    run = bench.new_run(epochs=500, seconds=0.5)
    run.bundle.mkdir()
    (run.bundle / "model.onnx").write_bytes(b"of an earlier stop")
    jobs.submit(bench.workspace, run)
    wait_for(lambda: read_state(run).offset > 0, run)
    # Killed while an epoch is at work, and not between its counting and its event.
    seen = run.status().epoch
    wait_for(lambda: run.status().epoch > seen, run)
    bench.process(run).kill()
    bench.wait(run, "interrupted")
    state = wait_for_mirror(run)
    assert store.get_run(state.run).info.status == "KILLED"
    assert {file.path for file in store.list_artifacts(state.run)} == {"spec.json"}
    done = run.status().epoch
    jobs.resume(bench.workspace, run.id)
    wait_for(lambda: run.status().epoch > done, run)
    jobs.stop(bench.workspace, run.id)
    bench.wait(run, "stopped", seconds=30)
    wait_for(lambda: store.get_run(state.run).info.status == "FINISHED", run)
    assert wait_for_mirror(run).run == state.run
    steps = [point.step for point in store.get_metric_history(state.run, "loss")]
    assert steps == list(range(1, run.status().epoch + 1))
    assert store.get_run(state.run).data.tags["bigmodel.status"] == "stopped"


def test_a_mirror_that_fails_does_not_hurt_the_run(bench, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/file/mlflow.db")
    run = bench.submit(epochs=2)
    bench.wait(run, "finished", seconds=30)
    wait_for(lambda: any(message.startswith("MLflow: the mirror ended") for message in logged(run)), run)
    assert run.status().status == "finished"


def test_the_workspace_can_name_the_store(bench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (bench.workspace.root / "settings.json").write_text('{"mlflow_tracking_uri": "sqlite:///here.db"}')
    run = bench.new_run()
    ask_mirror(bench.workspace.root, run)
    assert read_state(run).uri == f"sqlite:///{tmp_path}/here.db"
    (bench.workspace.root / "settings.json").write_text("[")
    with pytest.raises(Problem, match="settings can't be read"):
        ask_mirror(bench.workspace.root, bench.new_run())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_an_address_with_a_password_stays_private(bench, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://me:secret@mlflow.example")
    run = bench.new_run()
    ask_mirror(bench.workspace.root, run)
    for offset in (0, 7):
        save_state(run, read_state(run).model_copy(update={"offset": offset}))
        assert read_state(run).offset == offset
        assert path_of(run).stat().st_mode & 0o777 == 0o600


def test_without_an_address_nothing_is_mirrored(shared):
    run = shared.submit(epochs=1)
    shared.wait(run, "finished")
    assert read_state(run) is None
