"""The folder in which everything is kept: ``BIGMODEL_HOME``, else ``.bigmodel`` in the user's home."""

from __future__ import annotations

import errno
import os
import shutil
import time
from importlib import metadata
from pathlib import Path
from uuid import uuid4

from bigmodel.runs.datasets import DatasetRecord, DatasetStore, remove_folder
from bigmodel.runs.demos import Demos
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ids import clean_name, is_id, new_id
from bigmodel.runs.index import Index
from bigmodel.runs.row import RunRow
from bigmodel.runs.write import say
from bigmodel.spec import Plan, Problem, RunSpec, Words

_LIBRARIES = (
    "bigmodel-studio",
    "keras",
    "tensorflow",
    "tensorflow-cpu",
    "numpy",
    "pandas",
    "scikit-learn",
    "onnxruntime",
)
_LEFT_OVER = 24 * 3600.0
"""Age in seconds from which a temporary folder is taken for left behind by a program that died."""


class Workspace:
    """Datasets and runs below one folder; the folders are made when missing.

    Args:
        root: The folder; None for the one that the environment names.

    Raises:
        Problem: The folders can't be made.
    """

    def __init__(self, root: Path | None = None) -> None:
        named = root if root is not None else Path(os.environ.get("BIGMODEL_HOME") or "~/.bigmodel")
        self.root = named.expanduser().absolute()
        self.runs_path = self.root / "runs"
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("datasets", "runs"):
                (self.root / name).mkdir(exist_ok=True)
        except OSError as error:
            raise Problem(
                f"The workspace can't be made ({(error.strerror or str(error)).lower()})",
                where=str(self.root),
                remedy="Set BIGMODEL_HOME to a folder that can be written.",
            ) from error
        self.datasets = DatasetStore(self.root / "datasets", self._used_by)
        self.demos = Demos(self.root / "demos")
        self._index = Index(self.root / "index.db", self.runs_path)

    def new_run(
        self,
        task: str,
        trainer: str,
        plan: Plan,
        dataset: DatasetRecord,
        seed: int,
        *,
        name: str | None = None,
        words: Words | None = None,
    ) -> RunFolder:
        """Make the folder of a new run, queued. ``jobs.submit`` then sees to it that somebody takes it.

        Raises:
            Problem: The name is empty or too long, the disk is full or the folder can't be written.
        """
        if name is not None:
            name = clean_name(name)
        while True:
            spec = RunSpec(
                run=self._free_id(),
                created=time.time(),
                task=task,
                trainer=trainer,
                dataset=dataset.id,
                dataset_name=dataset.name,
                fingerprint=dataset.fingerprint,
                rows=dataset.rows,
                columns=dataset.columns,
                plan=plan,
                words=words or Words(),
                seed=seed,
                versions=_versions(),
            )
            if self._make(spec, name):
                return RunFolder(self.runs_path / spec.run)

    def run(self, id: str) -> RunFolder:
        """Open a run.

        Raises:
            Problem: There is no such run; ids that are no ids never reach the disk.
        """
        path = self.runs_path / id if is_id(id) else None
        if path is None or not path.is_dir():
            raise Problem("This run does not exist or was deleted", remedy="Choose another one under Runs.")
        return RunFolder(path)

    def runs(self) -> list[RunRow]:
        """All runs, newest first, with their places in the queue."""
        rows = sorted(self._index.rows(), key=lambda row: (row.created, row.id), reverse=True)
        waiting = sorted((row.queued or row.created, row.id) for row in rows if row.status == "queued")
        places = {id: place for place, (_, id) in enumerate(waiting, start=1)}
        return [row.model_copy(update={"place": places[row.id]}) if row.id in places else row for row in rows]

    def rename_run(self, id: str, name: str) -> None:
        """Give a run another name; its id stays."""
        self.run(id).rename(name)

    def delete_run(self, id: str) -> None:
        """Delete a run with all its files.

        Raises:
            Problem: It waits or is at work, or its folder can't be removed.
        """
        folder = self.run(id)
        if folder.status().active:
            raise Problem(f"The run {folder.name()} is not over yet", remedy="Stop it first, then delete it.")
        remove_folder(folder.path)

    def sweep(self) -> None:
        """Remove temporary folders that programs left behind which died more than a day ago."""
        for parent in (self.runs_path, self.datasets.root):
            for pattern in (".new-*", ".gone-*"):
                for path in parent.glob(pattern):
                    if path.stat().st_mtime < time.time() - _LEFT_OVER:
                        shutil.rmtree(path, ignore_errors=True)

    def _make(self, spec: RunSpec, name: str | None) -> bool:
        temporary = self.runs_path / f".new-{uuid4().hex}"
        try:
            temporary.mkdir()
            folder = RunFolder(temporary)
            spec.save(temporary / "spec.json")
            if name is not None:
                folder.rename(name)
            folder.set_status("queued")
            try:
                temporary.rename(self.runs_path / spec.run)
            except OSError as error:
                if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
                    raise
                return False  # another program took the id a moment ago
        except OSError as error:
            raise say(error, self.runs_path) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return True

    def _free_id(self) -> str:
        while True:
            candidate = new_id()
            if not (self.runs_path / candidate).exists():
                return candidate

    def _used_by(self, dataset: str) -> str | None:
        return next((row.name for row in self.runs() if row.dataset == dataset and row.active), None)


def _versions() -> dict[str, str]:
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:  # one of the two TensorFlows is never there
            continue
    return found
