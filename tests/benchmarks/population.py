"""Ask what becomes of 300,000 validation rows when they change: seconds for each ready-made change and for all at once.

Two figures a question: to the answer of the first 25,000 rows drawn at random, and to that of all.

Run: `python -m tests.benchmarks.population [FOLDER]`. Trains the fraud sample for one epoch with the default network,
repeats its rows until there are enough, and takes all of them for validation rows. With a folder the workspace stays
there, to be looked at in the app.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from bigmodel.explain.rescore import score_rows
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Plan, Words
from bigmodel.tasks.tabular.columns import amounts, times
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.population import PopulationWhatIf
from bigmodel.tasks.targets import class_indices, needed_outcome

ROWS = 300_000


def run_with_many_rows(home: Path) -> RunFolder:
    """A finished run of the workspace with so many validation rows."""
    environment = {**os.environ, "BIGMODEL_HOME": str(home / "training"), "BIGMODEL_IDLE_SECONDS": "1"}
    command = [sys.executable, "-m", "bigmodel.cli", "train", "fraud", "--set", "epochs=1", "--name", "small"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    trained, workspace = Workspace(home / "training"), Workspace(home)  # in the second no supervisor takes runs
    small = trained.run(trained.runs()[0].id)
    sample = TableDataset(trained.datasets.folder(small.spec().dataset))
    copies = -(-ROWS // len(sample))
    table = pa.concat_tables([sample.table] * copies).slice(0, ROWS).combine_chunks()

    def fill(folder: Path) -> tuple[int, int, str]:
        data = TableDataset.create(table, folder, sample.reading)
        return len(data), data.columns, data.fingerprint

    record = workspace.datasets.add("many.csv", "tabular", "fraud", fill)
    plan = small.spec().plan
    run = workspace.new_run("tabular", small.spec().trainer, plan, record, seed=0)
    shutil.copytree(small.bundle, run.bundle)
    shutil.copy(small.report_path, run.report_path)
    write_cases(run, "validation", cases_of(TableDataset(workspace.datasets.folder(record.id)), plan, run))
    run.set_status("finished")
    return run


def cases_of(data: TableDataset, plan: Plan, run: RunFolder) -> CaseScores:
    """All rows of the data with the scores of the run's bundle."""
    table = data.as_planned(plan)
    y = class_indices(table, plan, needed_outcome(plan))
    score = score_rows(table, Bundle.load(run.bundle))
    return CaseScores(np.arange(len(data)), y, score, amounts(table, plan), times(table, plan))


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """The folder that was named, else one that is removed."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        yield Path(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield Path(folder)


def main() -> None:
    """Print the table."""
    with place() as home:
        run = run_with_many_rows(home)
        data = TableDataset(Workspace(home).datasets.folder(run.spec().dataset))
        view = PopulationWhatIf()
        ready = next(control.options for control in view.controls(run) if control.name == "ready")
        print(f"{ROWS:,} validation rows, bar 2 s a question; to the first answer, then to that of all rows")
        for asked in ((), *((name,) for name in ready), ready):
            reports: list[float] = []
            began, worked = time.perf_counter(), time.process_time()
            firsts: list[float] = []
            told = {
                "progress": reports.append,
                "meanwhile": lambda _, b=began, f=firsts: f.append(time.perf_counter() - b),
            }
            view.blocks(run, data, Words(), {"ready": asked, **told})
            seconds, busy = time.perf_counter() - began, time.process_time() - worked
            name = ", ".join(asked) if len(asked) < len(ready) else "all of them"
            name = name or "nothing changed (reads the rows first)"
            first = f"{firsts[0]:5.2f} s" if firsts else f"{seconds:5.2f} s"
            print(f"{first}, all {seconds:6.2f} s ({busy:5.2f} s of processor time)  {name}; {len(reports)} reports")


if __name__ == "__main__":
    main()
