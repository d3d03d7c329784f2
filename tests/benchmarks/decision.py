"""The decision under the finger, and what else the page does again: Evaluate over 300,000 scored validation rows.

Run: `python -m tests.benchmarks.decision [--idle]`. The app runs in a scratch workspace, Chromium drags the threshold
slider and the alerts slider with the mouse. A redraw is the time from the browser's input event to the first task
after the frame in which all views were drawn. A rerun is the time from a click to the frame after its script has
ended. Two processes that only count keep two cores busy meanwhile, unless `--idle` is given.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
import pyarrow as pa
from playwright.sync_api import sync_playwright

import bigmodel
from bigmodel.evaluation.decision import best_threshold
from bigmodel.evaluation.judge import judge
from bigmodel.runs.scores import CaseScores, write_baselines, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Field, Outcome, Plan, Split
from bigmodel.tasks.tabular.dataset import TableDataset

ROWS = 300_000
ROOT = Path(bigmodel.__file__).parents[1]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
WATCH = """(name) => {
  const find = (at) => {
    for (const node of at.querySelectorAll('*')) {
      if (node.shadowRoot) {
        const found = node.shadowRoot.querySelector(`[data-part=${name}]`) || find(node.shadowRoot);
        if (found) return found;
      }
    }
    return at.querySelector(`[data-part=${name}]`);
  };
  const slider = find(document);
  window.redraws = [];
  slider.addEventListener('input', (event) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.redraws.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(0);
    });
  });
}"""
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.settled = [];
  let clicked = 0;
  addEventListener('pointerdown', (event) => { clicked = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (!clicked || app.dataset.testScriptState !== 'notRunning') return;
    const from = clicked;
    clicked = 0;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.settled.push(performance.now() - from);
      channel.port2.postMessage(0);
    });
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""


def make_run(root: Path) -> str:
    """A finished run with 300,000 validation and as many test rows."""
    random = np.random.default_rng(0)
    rows = 2 * ROWS
    y = (random.random(rows) < 0.0084).astype(np.int32)
    score = (1 / (1 + np.exp(-random.normal(-4 + 5.2 * y, 1.4)))).astype(np.float32)
    amount = (random.lognormal(4, 1.1, rows) * (1 + 2 * y)).round(2)
    seconds = np.sort(random.random(rows)) * 112 * 86_400
    moment = np.datetime64("2026-03-01", "ns") + (seconds * 1e9).astype("timedelta64[ns]")
    columns = {
        "id": pa.array(np.arange(rows)),
        "time": pa.array(moment),
        "paid": pa.array(amount),
        "hour": pa.array(random.integers(0, 24, rows)),
        "fraud": pa.array(y),
    }
    roles = {"id": "id", "time": "time", "paid": "amount", "hour": "feature", "fraud": "target"}

    def fill(folder: Path) -> tuple[int, int, str]:
        data = TableDataset.create(pa.table(columns), folder)
        return len(data), data.columns, data.fingerprint

    workspace = Workspace(root)
    record = workspace.datasets.add("payments.parquet", "tabular", "fraud", fill)
    costs = Costs(miss_is_amount=True)
    plan = Plan(
        template="fraud",
        fields=tuple(Field(name=name, kind="number", role=role) for name, role in roles.items()),
        outcome=Outcome(classes=("0", "1")),
        split=Split(kind="time", column="time"),
        network="mlp",
        costs=costs,
    )
    run = workspace.new_run("tabular", "module:function", plan, record, seed=0)
    halves = {"validation": np.arange(ROWS), "test": np.arange(ROWS, rows)}
    cases = {part: CaseScores(at, y[at], score[at], amount[at], moment[at]) for part, at in halves.items()}
    for part, found in cases.items():
        write_cases(run, part, found)
    peer = (1 / (1 + np.exp(-(np.log(score / (1 - score)) + random.normal(0, 2, rows))))).astype(np.float32)
    baselines = {"logistic_regression": {part: peer[at] for part, at in halves.items()}}
    write_baselines(run, baselines)
    held = cases["validation"]
    judge(
        outcome=plan.outcome,
        costs=costs,
        threshold=best_threshold(held.y, held.score, held.amount, costs),
        validation=held,
        test=cases["test"],
        baselines=baselines,
        counts={part: np.bincount(y[at]).tolist() for part, at in halves.items()},
        best_epoch=9,
        epochs=12,
        seconds=60.0,
    ).save(run.report_path)
    run.set_status("finished")
    return run.id


def serve(home: Path, port: int, script: str = "bigmodel/ui/frame.py") -> subprocess.Popen[bytes]:
    """The app's script (``app.py`` has the routes too) on a port, once it answers."""
    options = ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / script), *options],
        cwd=ROOT,
        env={**os.environ, "BIGMODEL_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return server
    server.terminate()
    raise RuntimeError("the app did not start")


def drag(page, name: str, steps: int = 200) -> np.ndarray:
    """Milliseconds from input to redrawn, for a slider that is dragged there and back."""
    page.evaluate(WATCH, name)
    box = page.locator(f"[data-part={name}]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    page.mouse.down()
    for step in range(steps):
        share = 0.5 + 0.45 * np.sin(step / 12)
        page.mouse.move(box["x"] + share * box["width"], middle)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(300)
    return np.array(page.evaluate("redraws"))


def reruns(page) -> np.ndarray:
    """Milliseconds from a click on another list of alerts to the frame after the script has ended."""
    page.evaluate(SETTLED)
    for number in range(40):
        name = ("Missed", "False alarms", "All", "Flagged")[number % 4]
        page.get_by_role("radio", name=name, exact=True).click()
        page.wait_for_function("(n) => settled.length > n", arg=number)
        page.wait_for_timeout(150)
    return np.array(page.evaluate("settled"))


def keep_busy(cores: int) -> list[subprocess.Popen[bytes]]:
    """Processes that do nothing but count."""
    return [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idle", action="store_true", help="leave the cores to the browser")
    idle = parser.parse_args().idle
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        run = make_run(Path(folder))
        server = serve(Path(folder), port)
        busy: list[subprocess.Popen[bytes]] = []
        try:
            found = measure(f"http://127.0.0.1:{port}/evaluate?run={run}", 0 if idle else 2, busy)
        finally:
            for process in busy:
                process.kill()
            server.terminate()
            server.wait(20)
    print(f"Decision over {ROWS:,} validation rows, {'idle' if idle else 'two busy'} cores, milliseconds")
    print(f"{'':34}{'n':>5}{'p50':>8}{'p95':>8}{'bar':>8}")
    for name, (times, bar) in found.items():
        print(f"{name:34}{len(times):5}{np.percentile(times, 50):8.1f}{np.percentile(times, 95):8.1f}{bar:8}")


def measure(url: str, cores: int, busy: list[subprocess.Popen[bytes]]) -> dict[str, tuple[np.ndarray, int]]:
    """Times by name, with the bar of each; the busy processes start once the page is there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1400})
        page.goto(url)
        page.wait_for_selector("[data-part=net]")
        page.wait_for_selector(IDLE)
        page.wait_for_timeout(1_000)
        busy += keep_busy(cores)
        found = {
            "threshold slider to all views": (drag(page, "threshold"), 100),
            "alerts slider to all views": (drag(page, "alerts"), 100),
            "another list of alerts": (reruns(page), 300),
        }
        browser.close()
    return found


if __name__ == "__main__":
    main()
