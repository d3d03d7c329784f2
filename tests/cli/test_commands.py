"""The command line as a program: output, exit codes, a run from file to scored file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

TIMEOUT = 240


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("cli-home")


@pytest.fixture(scope="module")
def claims(tmp_path_factory) -> Path:
    """A small table with a rule to learn."""
    rng = np.random.default_rng(0)
    rows = 1200
    frame = pd.DataFrame(
        {
            "claim_id": [f"K{row:05}" for row in range(rows)],
            "amount": rng.lognormal(5, 1, rows).round(2),
            "region": rng.choice(["Nord", "Süd", "西"], rows),
            "age": rng.integers(18, 90, rows).astype(float),
        }
    )
    odds = (frame["amount"] > 300).astype(float) + (frame["region"] == "西") - 1.2
    frame["fraud"] = np.where(rng.random(rows) < 1 / (1 + np.exp(-3 * odds)), "yes", "no")
    path = tmp_path_factory.mktemp("files") / "Schäden 2026.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def run(home):
    def call(*words: object, **more):
        return subprocess.run(
            [sys.executable, "-m", "bigmodel.cli", *map(str, words)],
            check=False,
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            **more,
        )

    return call


def environment(home):
    return {**os.environ, "BIGMODEL_HOME": str(home), "BIGMODEL_IDLE_SECONDS": "15", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def trained(run, claims):
    done = run("train", "fraud", claims, "--set", "preset=quick", "--set", "epochs=3", "--name", "Erster", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_train_prints_one_object_and_nothing_else(trained):
    assert trained["status"] == "finished"
    assert trained["name"] == "Erster"
    assert trained["template"] == "fraud"
    assert (trained["rows"], trained["columns"]) == (1200, 5)
    assert trained["seconds"] > 0
    assert 0 < trained["threshold"] < 1
    for part in ("test", "validation"):
        assert set(trained["metrics"][part]["pr_auc"]) == {"value", "low", "high"}
    assert {"majority", "logistic_regression", "boosted_trees"} == set(trained["baselines"])
    assert isinstance(trained["findings"], list)


def test_show_and_runs_know_it_by_name_and_id(run, trained):
    by_name, by_id = (json.loads(run("show", key, "--json").stdout) for key in ("Erster", trained["run"]))
    assert by_name == by_id == trained
    assert trained["run"] in [row["id"] for row in json.loads(run("runs", "--json").stdout)]
    shown = run("show", "Erster")
    assert "Of " in shown.stdout
    assert "pr_auc" in shown.stdout


def test_score_writes_every_row_and_says_what_differs(run, trained, claims, tmp_path):
    new = pd.read_csv(claims).drop(columns=["fraud", "age"])
    new.loc[0, "region"] = "=HYPERLINK(1)"
    path, out = tmp_path / "next.csv", tmp_path / "scored.csv"
    new.to_csv(path, index=False)
    done = run("score", "Erster", path, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "age" in done.stderr
    scored = pd.read_csv(out)
    assert len(scored) == len(new)
    assert list(scored.columns) == [*new.columns, "score", "decision"]
    assert scored.loc[0, "region"].startswith("'=")
    flagged = scored["score"] >= trained["threshold"]
    assert (flagged == (scored["decision"] == "flagged")).mean() > 0.999


def test_export_gives_models_that_answer_alike(run, trained, tmp_path):
    import onnxruntime

    for kind in ("onnx", "keras", "bundle"):
        done = run("export", "Erster", "--format", kind, "--out", tmp_path / f"model.{kind}")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"model.{kind}").stat().st_size > 1000
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    assert [put.name for put in session.get_outputs()] == ["scores"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train", "astrology"], "no template 'astrology'"),
        (["train", "fraud", "nowhere.csv"], "no such file"),
        (["train", "fraud", "--set", "learning_rate=-3"], "learning_rate"),
        (["train", "fraud", "--input", "x=y"], "no input 'x'"),
        (["show", "nobody"], "no run 'nobody'"),
        (["stop", "../../etc"], "no run"),
        (["export", "Erster", "--format", "litert", "--out", "x"], "not there yet"),
        (["export", "Erster", "--format", "onnx", "--out", "nowhere/x.onnx"], "nowhere: There is no such folder"),
        (["export", "Erster", "--format", "bundle", "--out", "/"], "This is a folder"),
        (["score", "Erster", __file__, "--out", "nowhere/x.csv"], "nowhere: There is no such folder"),
        (["serve", "Erster"], "not there yet"),
        (["report", "Erster", "--out", "x"], "not there yet"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(run, trained, words, said):
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_bad_data_is_one_sentence_and_exit_code_2(run, tmp_path):
    path = tmp_path / "header only.csv"
    path.write_text("a,b,fraud\n")
    done = run("train", "fraud", path)
    assert done.returncode == 2
    assert "header only.csv" in done.stderr
    one_class = tmp_path / "one class.csv"
    one_class.write_text("a,fraud\n" + "1,0\n2,0\n3,0\n" * 50)
    done = run("train", "fraud", one_class, "--target", "fraud")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_templates_in_json_name_roles_splits_networks_and_hyper_parameters(run):
    described = {each["template"]: each for each in json.loads(run("templates", "--json").stdout)}
    assert {"fraud", "images"} <= set(described)
    for each in described.values():
        assert each["roles"]
        assert each["splits"]
        for network in each["networks"].values():
            assert set(network["presets"]) == {"quick", "balanced", "thorough"}
            assert "learning_rate" in network["hparams"]


def test_control_c_stops_and_keeps_the_best_weights(home, claims):
    process = subprocess.Popen(
        [sys.executable, "-m", "bigmodel.cli", "train", "fraud", str(claims), "--set", "epochs=5000",
         "--set", "early_stopping=false", "--name", "Langer", "--json"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch 2"):
            break
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 130, stderr
    result = json.loads(stdout)
    assert result["status"] == "stopped"
    assert result["metrics"]["test"]["pr_auc"]["value"] > 0


def test_a_killed_run_is_resumed_to_the_same_end(run, home, claims, trained):
    settings = ["--set", "preset=quick", "--set", "epochs=3"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bigmodel.cli", "train", "fraud", str(claims), *settings, "--name", "Zweiter"],
        env=environment(home),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch 1"):
            break
    (row,) = [row for row in json.loads(run("runs", "--json").stdout) if row["name"] == "Zweiter"]
    pid = json.loads((home / "runs" / row["id"] / "status.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    assert process.wait(TIMEOUT) == 1
    said = run("show", "Zweiter").stdout
    assert "interrupted" in said
    done = run("resume", "Zweiter", "--json")
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout)
    assert again["metrics"] == trained["metrics"], "the same seed and data give the same result, interrupted or not"
