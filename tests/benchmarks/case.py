"""A control of a case under the finger: from the input event to the frame in which score and curve are new.

Run: `python -m tests.benchmarks.case [--idle]`. A table of 30 features is trained for one epoch with the default
network, then Chromium drags a number of one of its cases with the mouse, and moves it by the arrow keys. An input
counts from its event to the first task after the frame that drew an answer to a question asked after it; questions
that a newer input overtook are not asked, so their inputs wait for the next. Two processes that only count keep two
cores busy meanwhile, unless `--idle` is given.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from playwright.sync_api import sync_playwright
from pyarrow import csv

from bigmodel.runs.workspace import Workspace
from tests.benchmarks.decision import IDLE, keep_busy, serve

ROWS, NUMBERS, CATEGORIES = 20_000, 20, 9
BAR = 100
WATCH = """() => {
  window.redraws = [];
  let waiting = [];
  const ask = window.fetch;
  window.fetch = async (address, ...more) => {
    if (!String(address).endsWith('/case')) return ask(address, ...more);
    const asked = waiting;
    waiting = [];
    const reply = await ask(address, ...more);
    const root = window.caseRoot();
    const watcher = new MutationObserver(() => {
      watcher.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.redraws.push(...asked.map((then) => performance.now() - then));
        channel.port2.postMessage(0);
      });
    });
    watcher.observe(root, {attributes: true, attributeFilter: ['data-drawn']});
    return reply;
  };
  window.caseRoot = () => {
    const find = (at) => {
      for (const node of at.querySelectorAll('*')) {
        const found = node.shadowRoot && (node.shadowRoot.querySelector('.case') || find(node.shadowRoot));
        if (found) return found;
      }
      return at.querySelector('.case');
    };
    return find(document);
  };
  addEventListener('input', (event) => waiting.push(event.timeStamp), true);
  addEventListener('keydown', (event) => event.key.startsWith('Arrow') && waiting.push(event.timeStamp), true);
}"""


def write(path: Path) -> None:
    """A table of 20 numbers, 9 categories and a date, whose outcome follows from some of them."""
    random = np.random.default_rng(0)
    numbers = random.lognormal(3, 0.7, (ROWS, NUMBERS)).round(2)
    categories = random.integers(0, 12, (ROWS, CATEGORIES))
    moments = np.datetime64("2025-01-01", "m") + np.sort(random.integers(0, 60 * 24 * 90, ROWS))
    strength = np.log(numbers[:, 0]) - 3 + (categories[:, 0] == 3) + np.log(numbers[:, 1]) / 2 - 3
    y = (random.random(ROWS) < 1 / (1 + np.exp(-2 * strength))).astype(int)
    columns = {f"number {place}": numbers[:, place] for place in range(NUMBERS)}
    columns |= {f"kind {place}": [f"value {each}" for each in categories[:, place]] for place in range(CATEGORIES)}
    csv.write_csv(pa.table({"time": pa.array(moments.astype("datetime64[s]")), **columns, "fraud": y}), path)


def trained(home: Path, environment: dict[str, str]) -> str:
    """The id of a run of one epoch on that table."""
    source = home / "wide.csv"
    write(source)
    command = [sys.executable, "-m", "bigmodel.cli", "train", "fraud", str(source), "--target", "fraud"]
    subprocess.run([*command, "--set", "epochs=1"], env=environment, check=True, capture_output=True)
    (run,) = Workspace(home).runs()
    return run.id


def drag(page, slider, steps: int = 150) -> np.ndarray:
    """Milliseconds from input to redrawn, for a slider that is dragged there and back."""
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], middle)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(box["x"] + (0.5 + 0.45 * np.sin(step / 12)) * box["width"], middle)
        page.wait_for_timeout(16)
    page.wait_for_timeout(500)
    found = np.array(page.evaluate("redraws"))
    page.evaluate("redraws.length = 0")
    return found


def press(page, slider, steps: int = 60) -> np.ndarray:
    """The same for arrow keys, ten a second."""
    slider.focus()
    for step in range(steps):
        page.keyboard.press("ArrowRight" if step % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    return np.array(page.evaluate("redraws"))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idle", action="store_true", help="leave the cores to the browser")
    idle = parser.parse_args().idle
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as free:
        home = Path(folder)
        environment = {**os.environ, "BIGMODEL_HOME": folder, "BIGMODEL_IDLE_SECONDS": "1"}
        run = trained(home, environment)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = serve(home, port, "app.py")
        busy: list[subprocess.Popen[bytes]] = []
        try:
            found = measure(f"http://127.0.0.1:{port}/what_if?run={run}", 0 if idle else 2, busy)
        finally:
            for process in busy:
                process.kill()
            server.terminate()
            server.wait(20)
    print(f"A case of {NUMBERS + CATEGORIES + 1} features, {'idle' if idle else 'two busy'} cores, milliseconds")
    print(f"{'':34}{'n':>5}{'p50':>8}{'p95':>8}{'bar':>8}")
    for name, times in found.items():
        print(f"{name:34}{len(times):5}{np.percentile(times, 50):8.1f}{np.percentile(times, 95):8.1f}{BAR:8}")


def measure(url: str, cores: int, busy: list[subprocess.Popen[bytes]]) -> dict[str, np.ndarray]:
    """Times by name; the busy processes start once the page is there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        slider = page.get_by_role("slider", name="number 0", exact=True)
        slider.wait_for(timeout=60_000)
        page.wait_for_selector(IDLE, timeout=120_000)
        page.evaluate(WATCH)
        page.wait_for_timeout(1_000)
        busy += keep_busy(cores)
        slider.scroll_into_view_if_needed()
        found = {"dragged to score and curve": drag(page, slider)}
        page.mouse.up()
        page.wait_for_timeout(1_000)
        page.wait_for_selector(IDLE, timeout=120_000)
        page.evaluate("redraws.length = 0")
        found["arrow key to score and curve"] = press(page, slider)
        browser.close()
    return found


if __name__ == "__main__":
    main()
