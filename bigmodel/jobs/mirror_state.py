"""Whether and where a run is mirrored to MLflow (``mirror.json``); light, it imports no MLflow."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.write import write_private
from bigmodel.spec import Problem, Record

_LOCAL_DATABASE = "sqlite:///"


class MirrorState(Record):
    """How far a run is mirrored.

    Attributes:
        uri: MLflow's tracking address.
        experiment: The experiment's name; empty for the template's.
        run: MLflow's id of the run, None before anything was sent.
        offset: Byte offset in ``events.jsonl`` up to which events were sent.
        open: Whether the run is open in MLflow.
    """

    uri: str
    experiment: str = ""
    run: str | None = None
    offset: int = 0
    open: bool = False


def path_of(folder: RunFolder) -> Path:
    """Where the state is kept."""
    return folder.path / "mirror.json"


def read_state(folder: RunFolder) -> MirrorState | None:
    """The state of a run's mirror, None where it is not mirrored.

    Raises:
        Problem: The file is damaged.
    """
    path = path_of(folder)
    return MirrorState.load(path) if path.exists() else None


def save_state(folder: RunFolder, state: MirrorState) -> None:
    """Write the state, for the owner's eyes alone: the address may hold a password."""
    write_private(path_of(folder), state.model_dump_json(indent=1).encode())


def ask_mirror(root: Path, folder: RunFolder) -> None:
    """Have a run mirrored where the caller's environment or the workspace's ``settings.json`` names MLflow.

    The address is written down with the run, because the supervisor that is already at work has another
    environment. A run that was mirrored before keeps its address.

    Raises:
        Problem: ``settings.json`` is damaged, or the disk is full.
    """
    uri = os.environ.get("MLFLOW_TRACKING_URI", "").strip() or _from_settings(root)
    if uri and not path_of(folder).exists():
        save_state(folder, MirrorState(uri=_absolute(uri), experiment=os.environ.get("MLFLOW_EXPERIMENT_NAME", "")))


def _from_settings(root: Path) -> str:
    path = root / "settings.json"
    if not path.exists():
        return ""
    try:
        uri = json.loads(path.read_bytes()).get("mlflow_tracking_uri", "")
    except (OSError, ValueError, AttributeError) as error:
        raise Problem("The settings can't be read", where=str(path), remedy="Correct or delete the file.") from error
    return str(uri)


def _absolute(uri: str) -> str:
    """Local addresses are meant from where the caller stands, and the run's process stands elsewhere."""
    if uri.startswith(_LOCAL_DATABASE):
        return _LOCAL_DATABASE + str(Path(uri.removeprefix(_LOCAL_DATABASE)).absolute())
    return uri if ":" in uri else str(Path(uri).absolute())
