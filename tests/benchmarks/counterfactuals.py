"""Smallest changes that flip 100 alerts of vehicle claims, beside DiCE's: validity, fields, distance, seconds a case.

Run: `BIGMODEL_DICE_PYTHON=.../python python -m tests.benchmarks.counterfactuals`. The default network is trained once
(in `BIGMODEL_CLAIMS_HOME` where that is set, to be used again); both sides then ask the same `model.onnx` with two
threads for five answers a case. DiCE needs an environment of its own, see `HOW`. Distances are measured alike
for both, validity is counted over all answers asked for. DiCE's genetic search and kd-tree take long: after
`LIMIT` seconds a method counts for the cases that it came to.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigmodel.explain.aim import Aim
from bigmodel.explain.counterfactuals import find
from bigmodel.explain.measure import Encoded
from bigmodel.inference.categories import keys_of
from bigmodel.inference.table import category_names, encode_table, number_names
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_rows import case_table, change_rows
from bigmodel.tasks.tabular.what_if.real_rows import real_rows

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BIGMODEL_SHARED", ROOT.parent / "shared" / "data"))
FILE = "fraud/vehicle_claims_fraud_oracle.csv"
CASES, ANSWERS = 100, 5
METHODS = ("random", "genetic", "kdtree")
LIMIT = 180
"""Seconds after which DiCE begins no further case."""
HOW = (
    "DiCE is not compared. Make an environment for it: python -m venv FOLDER && FOLDER/bin/pip install dice-ml "
    "onnxruntime pyarrow pydantic pillow; then set BIGMODEL_DICE_PYTHON=FOLDER/bin/python."
)


def trained(home: Path):
    """The run on vehicle claims in a workspace, trained where it is not there yet."""
    workspace = Workspace(home)
    run = next((run for run in workspace.runs() if run.name == "claims" and run.status == "finished"), None)
    if run is None:
        command = [sys.executable, "-m", "bigmodel.cli", "train", "fraud", str(SHARED / FILE)]
        environment = {**os.environ, "BIGMODEL_HOME": str(home), "BIGMODEL_IDLE_SECONDS": "1"}
        began = time.perf_counter()
        settings = ["--target", "FraudFound_P", "--name", "claims"]
        subprocess.run([*command, *settings], env=environment, check=True, capture_output=True)
        print(f"trained in {time.perf_counter() - began:.0f} s", flush=True)
        run = next(run for run in workspace.runs() if run.name == "claims")
    folder = workspace.run(run.id)
    return folder, TableDataset(workspace.datasets.folder(folder.spec().dataset))


def plain(table: pa.Table, encoder) -> pa.Table:
    """The columns that are learnt, as numbers and text."""
    numbers, categories = number_names(encoder), category_names(encoder)
    return pa.table(
        {
            name: table[name] if name in numbers else pa.chunked_array([keys_of(table[name].combine_chunks(), name)])
            for name in table.column_names
            if name in numbers or name in categories
        }
    )


def ours(cases, real, aim, plan):
    """Answers as rows, the number of the case of each, seconds of each case."""
    rows, owner, seconds = [], [], []
    for place, case in enumerate(cases):
        began = time.perf_counter()
        found = find(case, real.space, aim, ANSWERS)
        seconds.append(time.perf_counter() - began)
        for answer in found.answers:
            rows.append(plain(change_rows(case, plan, answer.changes), real.bundle.schema.encoder))
            owner.append(place)
    return pa.concat_tables(rows, promote_options="permissive"), np.array(owner), np.array(seconds)


def dice(folder: Path, method: str, python: str):
    """The same from DiCE."""
    script = Path(__file__).with_name("dice_answers.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [python, str(script), str(folder), method, str(ANSWERS), str(LIMIT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"DiCE {method} failed:\n{done.stderr[-2000:]}")
    for line in done.stderr.splitlines():
        if line.startswith(method):
            print(f"  {line}")
    table = pq.read_table(folder / f"dice-{method}.parquet")
    return (
        table.drop_columns(["case"]),
        table["case"].to_numpy(),
        np.array(json.loads((folder / f"dice-{method}.json").read_text())),
    )


def measure(given, cases, real, aim):
    """One line of the table: ``given`` are answers, the case of each, and the seconds of each case that was asked."""
    answers, owner, seconds = given
    cases = cases[: len(seconds)]
    encoder, records = real.bundle.schema.encoder, real.records
    answers = answers.select(plain(cases[0], encoder).column_names)
    encoded = Encoded.of(encode_table(answers, encoder))
    starts = Encoded.of(encode_table(pa.concat_tables([plain(case, encoder) for case in cases]), encoder))
    valid = aim.reached(real.bundle.score({"numbers": encoded.numbers, "codes": encoded.codes}))
    differ = np.hstack(
        [
            ~np.isclose(encoded.numbers, starts.numbers[owner], equal_nan=True),
            encoded.codes != starts.codes[owner],
        ]
    )
    away = [records.measure.distances(starts, encoded.take(np.array([row])), at)[0] for row, at in enumerate(owner)]
    nearest = [records.measure.distances(encoded, records.rows, row).min() for row in np.flatnonzero(valid)]
    sets = [len({differ[row].tobytes() for row in np.flatnonzero((owner == at) & valid)}) for at in range(len(cases))]
    return {
        "cases": len(cases),
        "validity": valid.sum() / (ANSWERS * len(cases)),
        "cases answered": len(np.unique(owner[valid])) / len(cases),
        "fields changed": differ[valid].sum(axis=1).mean(),
        "distance": np.asarray(away)[valid].mean(),
        "to a real row": float(np.mean(nearest)),
        "different sets": float(np.mean(sets)),
        "seconds a case": seconds.mean(),
        "slowest": seconds.max(),
    }


def main() -> None:
    """Print the table."""
    if not (SHARED / FILE).exists():
        print(f"{FILE} is missing under {SHARED}; set BIGMODEL_SHARED to the benchmark data.")
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        run, data = trained(Path(os.environ.get("BIGMODEL_CLAIMS_HOME", f"{temporary}/home")))
        real, plan = real_rows(run, data), run.spec().plan
        aim = Aim(0, real.bundle.schema.threshold)
        test = read_cases(run, "test")
        alerts = np.flatnonzero(~aim.reached(test.score))
        chosen = np.random.default_rng(0).choice(alerts, CASES, replace=False)
        cases = [case_table(data, plan, int(row)) for row in test.row[chosen]]
        print(f"{CASES} of {len(alerts):,} alerts of the test, {ANSWERS} answers each, {len(real.records):,} real rows")
        find(cases[0], real.space, aim, ANSWERS)  # warms up both libraries
        lines = {"ours": measure(ours(cases, real, aim, plan), cases, real, aim)}
        python = os.environ.get("BIGMODEL_DICE_PYTHON")
        if python:
            folder = Path(temporary)
            hand_over(folder, run, data, cases, real)
            for method in METHODS:
                lines[f"DiCE {method}"] = measure(dice(folder, method, python), cases, real, aim)
        show(lines)
        if not python:
            print(HOW)


def hand_over(folder: Path, run, data, cases, real) -> None:
    """Write what DiCE's side reads."""
    encoder = real.bundle.schema.encoder
    shutil.copytree(run.bundle, folder / "bundle")
    whole = data.as_planned(run.spec().plan).take(pa.array(real.row))
    answer = pa.array(real.records.y.astype(np.int64))
    pq.write_table(plain(whole, encoder).append_column("answer", answer), folder / "train.parquet")
    pq.write_table(pa.concat_tables([plain(case, encoder) for case in cases]), folder / "cases.parquet")
    (folder / "numbers.json").write_text(json.dumps(number_names(encoder)), encoding="utf-8")


def show(lines) -> None:
    """The table, and DiCE's figures as multiples of ours."""
    names = list(lines["ours"])
    print(f"{'':14}" + "".join(f"{name:>16}" for name in names))
    for side, figures in lines.items():
        print(f"{side:14}" + "".join(f"{figures[name]:16.4g}" for name in names))
    for side, figures in lines.items():
        if side != "ours":
            ratio = {name: figures[name] / lines["ours"][name] for name in ("fields changed", "distance")}
            share = lines["ours"]["seconds a case"] / figures["seconds a case"]
            print(
                f"{side}: changes {ratio['fields changed']:.1f} times as many fields, goes {ratio['distance']:.1f} "
                f"times as far; ours takes {share:.3f} of its time (bar 0.1)"
            )


if __name__ == "__main__":
    main()
