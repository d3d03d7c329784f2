"""MLflow as a mirror: a thread of the run's process reads the run's own events and sends them on in batches.

Nothing that goes wrong here touches the run; it becomes a line in the run's log.
"""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path
from typing import Any

from bigmodel.jobs.mirror_state import MirrorState, read_state, save_state
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Event, Problem, RunSpec

PAUSE = 0.5
"""Seconds between two looks at the run's events."""
PATIENCE = 60.0
"""Seconds that a run's process waits at its end for MLflow to take what is left."""
_NO_METRIC = frozenset({"kind", "t", "epoch", "best"})
_STATES = {"finished": "FINISHED", "stopped": "FINISHED", "failed": "FAILED"}
_UNSAFE = re.compile(r"[^\w\-. /]")
_MISSING = "MLflow is asked for but not installed; install the extra with: pip install 'bigmodel-studio[mlflow]'"


class Mirror:
    """Sends one run's parameters, metrics and artefacts to MLflow, off the training thread."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self._status: str | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="mlflow-mirror", daemon=True)
        self._thread.start()

    @classmethod
    def of(cls, folder: RunFolder) -> Mirror | None:
        """The mirror of a run, None where none is asked for."""
        try:
            return cls(folder) if read_state(folder) is not None else None
        except Problem as problem:
            folder.emit("log", message=f"MLflow: not mirrored. {problem}")
            return None

    def finish(self, status: str) -> None:
        """Send what is left and close the run in MLflow; gives up after a minute."""
        self._status = status
        self._over.set()
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            self.folder.emit("log", message=f"MLflow: gave up after {PATIENCE:.0f} s; the mirror is incomplete.")

    def _work(self) -> None:
        try:
            # Before the first epoch is over there is nothing to send, and importing MLflow would slow the start.
            while not self._over.wait(PAUSE) and not self.folder.status().epoch:
                pass
            sender = Sender(self.folder)
            while not self._over.wait(PAUSE):
                sender.send_events()
            sender.send_events()
            sender.close(self._status or "failed")
        except Exception as error:  # noqa: BLE001 - MLflow's failures are of many kinds and must not hurt the run
            self.folder.emit("log", message=f"MLflow: {_one_line(error)}")


class Sender:
    """Talks to MLflow about one run; goes on with the MLflow run of an earlier process where there was one.

    Raises:
        Problem: MLflow is not installed.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        state = read_state(folder)
        if state is None:
            raise Problem("This run is not mirrored", where=folder.id)
        self._client, self._entities = _connect(state.uri)
        self.state = self._open(state)

    def send_events(self) -> None:
        """Send the epochs that were added since the last call."""
        events, offset = self.folder.events(self.state.offset)
        if offset == self.state.offset:
            return
        metrics = [metric for event in events if event["kind"] == "epoch" for metric in self._epoch(event)]
        for start in range(0, len(metrics), 1000):  # MLflow takes no more in one call
            self._client.log_batch(self.state.run, metrics=metrics[start : start + 1000])
        self._keep(offset=offset)

    def close(self, status: str) -> None:
        """Send the report and the artefacts where the run came to a result, then close the MLflow run."""
        report = self.folder.report() if self.folder.has_result() else None
        if report is not None:
            step = report.best_epoch
            metrics = [
                self._metric(f"{part}_{name}", interval.value, time.time(), step)
                for part, values in report.metrics.items()
                for name, interval in values.items()
            ]
            self._client.log_batch(self.state.run, metrics=metrics)
            self._client.log_artifact(self.state.run, str(self.folder.report_path))
            self._client.log_artifacts(self.state.run, str(self.folder.bundle), "bundle")
        self._client.set_tag(self.state.run, "bigmodel.status", status)
        self._client.set_terminated(self.state.run, _STATES.get(status, "KILLED"))
        self._keep(open=False)

    def _open(self, state: MirrorState) -> MirrorState:
        if state.run is not None:
            self._client.update_run(state.run, status="RUNNING")
            self.state = state
            return self._keep(open=True)
        spec = self.folder.spec()
        experiment = self._experiment(state.experiment or f"bigmodel-{spec.plan.template}", state.uri)
        tags = {"bigmodel.run": spec.run, "bigmodel.template": spec.plan.template, "bigmodel.task": spec.task}
        run = self._client.create_run(experiment, run_name=self.folder.name(), tags=tags).info.run_id
        self.state = state
        opened = self._keep(run=run, open=True)
        params = [self._entities.Param(_UNSAFE.sub("_", name), value) for name, value in _parameters(spec).items()]
        self._client.log_batch(run, params=params)
        self._client.log_artifact(run, str(self.folder.path / "spec.json"))
        return opened

    def _experiment(self, name: str, uri: str) -> str:
        found = self._client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        return str(self._client.create_experiment(name, artifact_location=_artefacts(uri)))

    def _epoch(self, event: Event) -> list[Any]:
        return [
            self._metric(name, value, event["t"], int(event["epoch"]))
            for name, value in event.items()
            if name not in _NO_METRIC and isinstance(value, int | float) and not isinstance(value, bool)
        ]

    def _metric(self, name: str, value: float, seconds: float, step: int) -> Any:
        return self._entities.Metric(_UNSAFE.sub("_", name), float(value), int(seconds * 1000), step)

    def _keep(self, **changes: Any) -> MirrorState:
        self.state = self.state.model_copy(update=changes)
        save_state(self.folder, self.state)
        return self.state


def left_open(folder: RunFolder) -> bool:
    """Whether a run that is over is still open in MLflow, because its process died."""
    try:
        state = read_state(folder)
    except Problem:  # said in the run's log when its process began
        return False
    return state is not None and state.open and not folder.status().active


def close(path: str) -> None:
    """Close in MLflow what a dead process left open; the target of a short process of the supervisor's."""
    folder = RunFolder(Path(path))
    try:
        sender = Sender(folder)
        sender.send_events()
        sender.close(folder.status().status)
    except Exception as error:  # noqa: BLE001 - as above: the run's own record is complete without MLflow
        folder.emit("log", message=f"MLflow: {_one_line(error)}")


def _connect(uri: str) -> tuple[Any, Any]:
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "15")
    try:
        from mlflow import MlflowClient, entities
    except ImportError as error:
        raise Problem(_MISSING) from error
    return MlflowClient(tracking_uri=uri), entities


def _artefacts(uri: str) -> str | None:
    """Where artefacts of a local database go: beside it, not where some process happens to stand."""
    if not uri.startswith("sqlite:///"):
        return None
    return (Path(uri.removeprefix("sqlite:///")).parent / "mlartifacts").as_uri()


def _parameters(spec: RunSpec) -> dict[str, str]:
    plan = spec.plan
    values: dict[str, Any] = {
        "template": plan.template,
        "network": plan.network,
        "seed": spec.seed,
        "dataset": spec.dataset_name,
        "fingerprint": spec.fingerprint,
        "rows": spec.rows,
        "columns": spec.columns,
        **{f"split.{name}": value for name, value in plan.split.model_dump().items()},
        **{f"costs.{name}": value for name, value in plan.costs.model_dump().items()},
        **{f"hparams.{name}": value for name, value in plan.hparams.items()},
    }
    return {name: str(value)[:500] for name, value in values.items()}


def _one_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"the mirror ended ({type(error).__name__}: {text[0][:200] if text else 'no reason given'})"
