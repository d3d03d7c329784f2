"""A run is a folder, and the folder is the truth."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bigmodel.runs.decisions import KeptDecision, add_decision, read_decisions
from bigmodel.runs.events import append_event, plain, read_events
from bigmodel.runs.ids import clean_name
from bigmodel.runs.scenarios import Scenarios
from bigmodel.runs.status import RunStatus
from bigmodel.runs.write import say, write_bytes
from bigmodel.spec import HAS_RESULT, Costs, Event, Problem, Report, RunSpec, Status
from bigmodel.spec.record import explain


class RunFolder:
    """The files of one run. Opening it reads nothing; every question reads what it needs."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.id = self.path.name
        self.events_path = self.path / "events.jsonl"
        self.stop_path = self.path / "stop"
        self.checkpoints = self.path / "checkpoints"
        self.scores = self.path / "scores"
        self.bundle = self.path / "bundle"
        self.report_path = self.path / "report.json"
        self.log_path = self.path / "process.log"
        self.error_path = self.path / "error.log"

    def spec(self) -> RunSpec:
        """What the run was asked to do.

        Raises:
            Problem: ``spec.json`` is missing or damaged.
        """
        return RunSpec.load(self.path / "spec.json")

    def name(self) -> str:
        """The name that a person gave it, else its id."""
        try:
            return clean_name(json.loads((self.path / "label.json").read_bytes())["name"])
        except (OSError, ValueError, LookupError, TypeError, RecursionError, Problem):
            return self.id  # a run without a readable label goes by its id

    def rename(self, name: str) -> None:
        """Give it another name; the id stays."""
        write_bytes(self.path / "label.json", json.dumps({"name": clean_name(name)}).encode())

    def report(self) -> Report | None:
        """What the run found, None while there is no result.

        Raises:
            Problem: ``report.json`` is damaged.
        """
        return Report.load(self.report_path) if self.report_path.exists() else None

    def has_result(self) -> bool:
        """Whether there is a result to show: the run came to an end with one, and its report is there.

        Bundle, scores and report are written one after the other, so they belong together only once the state says
        so. A resumed run begins by removing the report of the earlier stop.
        """
        return self.status().status in HAS_RESULT and self.report_path.is_file()

    def forget_result(self) -> None:
        """Remove the report, before bundle and scores are written anew: they would no longer be what it tells of.

        Raises:
            Problem: The file can't be removed.
        """
        try:
            self.report_path.unlink(missing_ok=True)
        except OSError as error:
            raise say(error, self.report_path) from error

    def has_checkpoint(self) -> bool:
        """Whether there is a finished epoch to go on from; what a full disk left half written does not count."""
        return self.checkpoints.is_dir() and any(path.suffix != ".part" for path in self.checkpoints.iterdir())

    def status(self) -> RunStatus:
        """How the run stands; a missing or damaged file is told in the message of a failed state."""
        path = self.path / "status.json"
        try:
            return RunStatus.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return RunStatus(status="failed", message="The file status.json of this run is missing.")
        except (OSError, ValidationError) as error:
            reason = explain(error) if isinstance(error, ValidationError) else error.strerror
            return RunStatus(status="failed", message=f"The file status.json of this run can't be read ({reason}).")

    def set_status(self, status: Status, message: str = "", **more: Any) -> None:
        """Move the run to a state and tell it as an event; ``more`` are further fields of ``RunStatus``.

        The file comes first: whoever hears of a state by its event finds it in the status too.

        Raises:
            Problem: The disk is full or the folder can't be written.
        """
        self._save(self.status().moved(status, message, more))
        self.emit("status", status=status, message=message)

    def note(self, **fields: Any) -> None:
        """Change fields of the status without a change of state, so without an event.

        Raises:
            Problem: The disk is full or the folder can't be written.
        """
        self._save(self.status().model_copy(update={**fields, "updated": time.time()}))

    def emit(self, kind: str, **values: Any) -> None:
        """Append an event. ``begin`` and ``epoch`` also bring the status's epoch counts up to date.

        With ``begin`` a run that is starting becomes one that trains.

        Raises:
            Problem: The disk is full or the folder can't be written.
        """
        append_event(self.events_path, kind, values)
        if kind == "begin":
            self.note(epoch=int(values.get("first_epoch", 0)), epochs=int(values["epochs"]))
            if self.status().status == "starting":
                self.set_status("training")
        elif kind == "epoch":
            self.note(epoch=int(values["epoch"]))

    def events(self, after: int = 0) -> tuple[list[Event], int]:
        """The events behind byte offset ``after`` and the offset to ask from next; only whole lines."""
        return read_events(self.events_path, after)

    def ask_stop(self) -> None:
        """Ask the run to stop between two steps, keep its best weights and evaluate them."""
        if not self.stop_path.exists():
            write_bytes(self.stop_path, b"stop\n")

    def stop_asked(self) -> bool:
        """Whether somebody asked the run to stop."""
        return self.stop_path.exists()

    def decisions(self) -> list[KeptDecision]:
        """The decisions that were kept with the run, oldest first.

        Raises:
            Problem: The file is damaged.
        """
        return read_decisions(self.path / "decisions.json")

    def keep_decision(
        self, name: str, threshold: float, costs: Costs, validation: dict[str, Any], test: dict[str, Any]
    ) -> KeptDecision:
        """Store a decision with what it does on validation and on test rows, by the result as it stands.

        Raises:
            Problem: The name is empty or too long, or the file can't be written.
        """
        report = self.report()
        decision = KeptDecision(
            name=clean_name(name),
            created=time.time(),
            threshold=threshold,
            costs=costs,
            validation=plain(validation),
            test=plain(test),
            epochs=report.epochs if report else None,
        )
        add_decision(self.path / "decisions.json", decision)
        return decision

    @property
    def scenarios(self) -> Scenarios:
        """The answers to what-ifs that were kept with the run."""
        return Scenarios(self.path / "scenarios.json")

    def _save(self, status: RunStatus) -> None:
        if not self.path.is_dir():
            raise Problem(f"The run {self.id} was deleted")
        write_bytes(self.path / "status.json", status.model_dump_json(indent=1).encode())
