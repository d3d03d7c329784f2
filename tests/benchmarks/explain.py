"""Why, for tables: Shapley values of one row, and permutation importance on 50,000 rows.

Run: `python -m tests.benchmarks.explain`. Trains the fraud sample with the quick preset, then asks its bundle as the
What if page does: the first answer (which opens model and data) and later ones. Importance is asked on 50,000 rows of
the sample, whatever part they belong to: here the time counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bigmodel.data.labels import class_codes
from bigmodel.explain.association import associations, groups_of
from bigmodel.explain.importance import BUDGET, importance
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.importance import BUDGETS, QUICK
from bigmodel.tasks.tabular.what_if.model_rows import model_rows
from bigmodel.tasks.tabular.what_if.pushes import Pushes
from bigmodel.templates import template

ROWS, CASES = 50_000, 40
SHAPLEY_BAR, IMPORTANCE_BAR = 1.0, 10.0


def train(home: Path) -> tuple[RunFolder, TableDataset]:
    """A run of the fraud sample with the quick preset."""
    environment = {**os.environ, "BIGMODEL_HOME": str(home), "BIGMODEL_IDLE_SECONDS": "1"}
    command = [sys.executable, "-m", "bigmodel.cli", "train", "fraud", "--set", "preset=quick", "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    workspace = Workspace(home)
    run = workspace.run(json.loads(done.stdout)["run"])
    return run, TableDataset(workspace.datasets.folder(run.spec().dataset))


def timed(ask: Any) -> tuple[Any, float]:
    """What came back, and seconds."""
    began = time.perf_counter()
    found = ask()
    return found, time.perf_counter() - began


def shapley(run: RunFolder, data: TableDataset) -> None:
    """Print how long the block of pushes takes for test rows of all scores."""
    view, words, cases = Pushes(), template("fraud").words, read_cases(run, "test")
    places = np.argsort(cases.score)[np.linspace(0, len(cases.score) - 1, CASES).astype(int)]
    seconds = [
        timed(lambda row=row: view.blocks(run, data, words, {"case": row}))[1] for row in cases.row[places].tolist()
    ]
    columns = len(model_rows(run, data).layout.columns)
    print(f"Shapley values of one row, {columns} columns, exact: first {seconds[0]:.2f} s, then median "
          f"{np.median(seconds[1:]):.2f} s, slowest {max(seconds[1:]):.2f} s; bar {SHAPLEY_BAR:.0f} s")  # fmt: skip


def reliance(run: RunFolder, data: TableDataset) -> None:
    """Print how long importance on many rows takes, with what the page looks at and with all of them."""
    plan, model = run.spec().plan, model_rows(run, data)
    table = data.take(np.arange(ROWS))
    y = class_codes(table[plan.named("target")[0].name], plan.outcome)
    rows, encoding = timed(lambda: model.encode(table))
    groups, grouping = timed(lambda: groups_of(associations(rows, model.layout)))
    groups = [*groups, *((place,) for group in groups if len(group) > 1 for place in group)]
    print(f"{ROWS:,} rows encoded in {encoding:.2f} s, {len(model.layout.columns)} columns grouped in {grouping:.2f} s")
    for name, budget in (("quick look", BUDGETS[QUICK]), ("closer look", BUDGET), ("all rows", 3 * ROWS * len(groups))):
        found, seconds = timed(
            lambda budget=budget: importance(model.bundle.score, rows, y, model.layout, groups, budget=budget)
        )
        print(f"importance, {name}: {found.rows:,} of {ROWS:,} rows, {len(groups)} groups, {found.repeats} repeats in "
              f"{encoding + grouping + seconds:.1f} s; bar {IMPORTANCE_BAR:.0f} s")  # fmt: skip


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        run, data = train(Path(folder))
        shapley(run, data)
        reliance(run, data)


if __name__ == "__main__":
    main()
