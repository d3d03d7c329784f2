"""The app as a user waits for it: first paint, memory, click to first point, and 20 browsers on one training.

Run: `python -m tests.benchmarks.app`. Everything happens in scratch workspaces and headless Chromium. The lag of an
event is the time from its writing to the frame after its point was drawn, both by this machine's clock.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from bigmodel import jobs
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import template
from bigmodel.templates.reading import read_sample
from tests.browser.app_process import CHROMIUM, FLAGS, App, start_app

WATCHERS = 20
EPOCHS = 6
POINTS = """() => {
  const below = (root) => [...root.querySelectorAll('*')].flatMap(
      (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
  const chart = below(document).find((each) => each.classList.contains('js-plotly-plot'));
  const x = chart && chart.data[0] && chart.data[0].x;
  return x && x.length ? x[x.length - 1] : null;
}"""
NAMED = """() => {
  const below = (root) => [...root.querySelectorAll('*')].flatMap(
      (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
  const name = below(document).find((each) => each.dataset && each.dataset.part === 'name');
  return name && location.search.includes(name.textContent);
}"""
"""Whether the chart is that of the run in the address and no longer that of the one before."""
RECORD = """() => {
  const below = (root) => [...root.querySelectorAll('*')].flatMap(
      (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
  window.drawn = [];
  const listen = (chart) => chart.on('plotly_afterplot', () => requestAnimationFrame(() => {
    const x = chart.data[0].x;
    if (x.length) drawn.push([x[x.length - 1], Date.now() / 1000]);
  }));
  const wait = setInterval(() => {
    const chart = below(document).find((each) => each.classList.contains('js-plotly-plot'));
    if (!chart) return;
    clearInterval(wait);
    listen(chart);
  }, 500);
}"""
"""Note the frame after each drawing. It listens to the chart alone: a look at the page in every frame costs more than
the page."""


@contextlib.contextmanager
def app() -> Iterator[App]:
    """The app in a scratch workspace; its supervisor ends with it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = start_app(Path(folder), BIGMODEL_IDLE_SECONDS="300")
        try:
            yield running
        finally:
            running.stop()
            end_supervisor(Path(folder))


def end_supervisor(home: Path) -> None:
    """Kill the supervisor of a workspace; what it started ends by itself."""
    for process in psutil.process_iter(["environ", "cmdline"]):
        words, named = process.info["cmdline"] or (), (process.info["environ"] or {}).get("BIGMODEL_HOME")
        if "bigmodel.jobs" in words and str(home) in (named, *words):
            process.kill()


def first_paint(browser: Browser) -> tuple[list[float], float, bool]:
    """Seconds from the command to the heading on the screen; idle memory in MB; whether TensorFlow is mapped."""
    seconds = []
    for _ in range(5):
        with app() as running:
            page = browser.new_page()
            began = time.perf_counter()
            page.goto(running.url, wait_until="commit")
            page.get_by_role("heading", name="From your data to a decision").wait_for()
            seconds.append(running.seconds + time.perf_counter() - began)
            page.close()
            time.sleep(3)
            memory = psutil.Process(running.process.pid).memory_info().rss / 2**20
            mapped = any("tensorflow" in each.path for each in psutil.Process(running.process.pid).memory_maps())
    return seconds, memory, mapped


def click_to_point(page: Page) -> float:
    """Seconds from the click on Train to the first point of the run that it starts."""
    before = page.url
    page.get_by_role("button", name="Train", exact=True).wait_for()
    began = time.perf_counter()
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("(before) => location.href !== before", arg=before)
    page.wait_for_function(f"() => ({NAMED})() && ({POINTS})() !== null", polling="raf", timeout=60_000)
    seconds = time.perf_counter() - began
    page.get_by_role("button", name="Stop and keep best").click()
    page.get_by_role("button", name="Evaluate").wait_for(timeout=120_000)
    return seconds


def points(browser: Browser) -> tuple[list[float], list[float]]:
    """Click to first point with a warm and with a cold supervisor."""
    warm, cold = [], []
    with app() as running:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(running.url)
        page.get_by_role("button", name="Try the sample").first.click()
        page.get_by_role("button", name="Train on this").wait_for()
        page.get_by_role("link", name="Train").click()
        click_to_point(page)
        for _ in range(8):
            warm.append(click_to_point(page))
        for _ in range(3):
            end_supervisor(running.home)
            time.sleep(3)
            cold.append(click_to_point(page))
        page.close()
    return warm, cold


def start(workspace: Workspace) -> RunFolder:
    """A training of the fraud sample that always takes the same number of epochs."""
    chosen = template("fraud")
    record = read_sample(workspace.datasets, chosen)
    data = chosen.task.open(workspace.datasets.folder(record.id))
    hparams = {"epochs": EPOCHS, "early_stopping": False}
    plan = chosen.suggest(data).model_copy(update={"hparams": hparams})
    return workspace.new_run(chosen.task.kind, chosen.task.trainer, plan, record, 0, words=chosen.words)


def training_seconds(folder: RunFolder) -> float:
    """From the first step to the last epoch, without start and evaluation."""
    while folder.status().active:
        time.sleep(0.1)
    events, _ = folder.events()
    steps = [event["t"] for event in events if event["kind"] == "step"]
    return [event["t"] for event in events if event["kind"] == "epoch"][-1] - steps[0]


def lags(folder: RunFolder, pages: list[Page]) -> list[float]:
    """Milliseconds from each step event's writing to its point on each screen."""
    events, _ = folder.events()
    steps = [(event["epoch"], event["t"]) for event in events if event["kind"] == "step"]
    found = []
    for page in pages:
        drawn = np.array(page.evaluate("drawn"))
        for epoch, written in steps:
            at = np.searchsorted(drawn[:, 0], epoch - 1e-6)
            if at < len(drawn) and written > drawn[0, 1]:
                found.append(1000 * (drawn[at, 1] - written))
    return found


def watched(browser: Browser) -> tuple[list[float], list[float]]:
    """Lags with 20 browsers watching; training time with them over that without, interleaved."""
    with app() as running:
        workspace = Workspace(running.home)
        training_seconds(submitted(workspace))
        found, ratios = [], []
        for _ in range(2):
            alone = training_seconds(submitted(workspace))
            folder = start(workspace)
            pages = []
            for _ in range(WATCHERS):
                page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
                page.goto(f"{running.url}/train?run={folder.id}")
                page.get_by_text("Validation loss").first.wait_for(timeout=120_000)
                page.evaluate(RECORD)
                pages.append(page)
            time.sleep(2)
            jobs.submit(workspace, folder)
            ratios.append(training_seconds(folder) / alone)
            time.sleep(2)
            found += lags(folder, pages)
            for page in pages:
                page.context.close()
    return found, ratios


def submitted(workspace: Workspace) -> RunFolder:
    """A started training."""
    folder = start(workspace)
    jobs.submit(workspace, folder)
    return folder


def main() -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        paint, memory, mapped = first_paint(browser)
        row("start to first paint", paint, 1, "s", "2.5 s")
        print(f"{'idle memory of the app':40} {memory:.0f} MB, bar 300 MB; TensorFlow mapped: {mapped}")
        warm, cold = points(browser)
        row("click on Train to first point, warm", warm, 1, "s", "p50 1.5 s")
        row("click on Train to first point, cold", cold, 1, "s", "8 s")
        found, ratios = watched(browser)
        row(f"event to point, {WATCHERS} browsers", found, 1, "ms", "p95 500 ms")
        print(f"{'training with them / without':40} {json.dumps(np.round(ratios, 2).tolist())}, bar 1.15")
        browser.close()


def row(name: str, values: list[float], scale: float, unit: str, bar: str) -> None:
    """Print one line of the table."""
    values = [value * scale for value in values]
    p95 = np.percentile(values, 95)
    print(f"{name:40} n {len(values):5}  p50 {statistics.median(values):.2f} {unit}  p95 {p95:.2f} {unit}, bar {bar}")


if __name__ == "__main__":
    main()
