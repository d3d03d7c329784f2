"""The app as a user waits for it: first paint, memory, click to first point, and 20 watchers of one training.

Run: `python -m tests.benchmarks.app`, or `python -m tests.benchmarks.app samples [TEMPLATE ...]` for the click to the
first point of each sample alone. Everything happens in scratch workspaces and headless Chromium. The lag of an event is
the time from its writing to the frame after its point was drawn, both by this machine's clock.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from bigmodel import jobs
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import template, templates
from bigmodel.templates.reading import read_sample
from bigmodel.templates.template import Sample
from tests.browser.app_process import CHROMIUM, FLAGS, App, start_app

WATCHERS = 20
EPOCHS = 6
REPEATED = 4
"""Clicks on each sample that are counted, after one that warms up."""
BLOCKING = 500
"""Epochs of a training that is stopped once every browser is there."""
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
RECORD = r"""() => {
  const below = (root) => [...root.querySelectorAll('*')].flatMap(
      (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
  window.drawn = [];
  // What is drawn of the line, be it by Plotly or as its growing tip.
  const note = (chart) => requestAnimationFrame(() => {
    const line = chart.querySelector('.scatterlayer > .trace path.js-line');
    const tip = line?.getAttribute('d')?.match(/([-\d.]+),[-\d.]+$/);
    if (tip) drawn.push([chart._fullLayout.xaxis.p2c(Number(tip[1])), Date.now() / 1000]);
  });
  const listen = (chart) => {
    chart.on('plotly_afterplot', () => note(chart));
    new MutationObserver(() => note(chart)).observe(chart, { attributes: true, attributeFilter: ['d'], subtree: true });
  };
  const wait = setInterval(() => {
    const chart = below(document).find((each) => each.classList.contains('js-plotly-plot'));
    if (!chart) return;
    clearInterval(wait);
    listen(chart);
  }, 500);
}"""
"""Note the frame after each drawing. It listens to the chart alone: a look at the page in every frame costs more than
the page."""


CROWD = """
import http.client, json, sys, threading, time
from urllib.parse import urlsplit
def ask():
    after = 0
    address = urlsplit(sys.argv[1])
    server = http.client.HTTPConnection(address.netloc)
    while True:
        server.request('GET', f'{address.path}?after={after}')
        after = json.loads(server.getresponse().read()).get('next', after)
        time.sleep(0.3)
threads = [threading.Thread(target=ask) for _ in range(int(sys.argv[2]))]
for each in threads: each.start()
for each in threads: each.join()
"""
"""A program that asks for events as browsers do."""


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


def points_of(browser: Browser, slug: str, sample: Sample) -> list[float]:
    """Click to first point on one sample with a warm supervisor, the network and preset as suggested."""
    with app() as running:
        data = read_sample(Workspace(running.home).datasets, template(slug), sample)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{running.url}/train?data={data.id}")
        click_to_point(page)
        seconds = [click_to_point(page) for _ in range(REPEATED)]
        page.close()
    return seconds


def of_samples(browser: Browser, slugs: Sequence[str]) -> None:
    """Print a line for each sample of these templates, of all where none is named."""
    for each in templates().values():
        if not slugs or each.slug in slugs:
            for sample in each.samples:
                row(f"click to first point, warm, {sample.name}", points_of(browser, each.slug, sample), 1, "s", "2 s")


def start(workspace: Workspace, epochs: int) -> RunFolder:
    """A training of the fraud sample that always takes this number of epochs."""
    chosen = template("fraud")
    record = read_sample(workspace.datasets, chosen)
    data = chosen.task.open(workspace.datasets.folder(record.id))
    hparams = {"epochs": epochs, "early_stopping": False}
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
        drawn = np.array(page.evaluate("drawn")).reshape(-1, 2)
        for epoch, written in steps:
            at = np.searchsorted(drawn[:, 0], epoch - 5e-4)  # pixels are rounded
            if at < len(drawn) and written > drawn[0, 1]:  # not what was there when the page came
                found.append(1000 * (drawn[at, 1] - written))
    return found


def watched(browser: Browser, screens: int, asking: int) -> tuple[list[float], float, float]:
    """One training with watchers, after one without: lags on the screens, and seconds with over seconds without.

    Args:
        browser: Chromium.
        screens: Browsers that draw.
        asking: Further watchers that ask the server as a browser does, three times a second, and draw nothing: what
            they cost is the app's part of the cost, a browser on another computer.

    Returns:
        Milliseconds of lag, ratio of the training's seconds, and of one core the share that the app took meanwhile.
    """
    with app() as running:
        workspace = Workspace(running.home)
        training_seconds(submitted(workspace))
        alone = training_seconds(submitted(workspace))
        # The training to be watched waits in the queue until every browser has loaded the page.
        blocker, folder = submitted(workspace, BLOCKING), submitted(workspace)
        pages = [watch(browser, running, folder) for _ in range(screens)]
        jobs.stop(workspace, blocker.id)
        while blocker.status().active:
            time.sleep(0.1)
        address = f"{running.url.rstrip('/')}/runs/{folder.id}/events?after="
        crowd = subprocess.Popen([sys.executable, "-c", CROWD, address, str(asking)])
        process = psutil.Process(running.process.pid)
        busy, began = sum(process.cpu_times()[:2]), time.perf_counter()
        ratio = training_seconds(folder) / alone
        share = (sum(process.cpu_times()[:2]) - busy) / (time.perf_counter() - began)
        crowd.kill()
        time.sleep(2)
        found = lags(folder, pages)
        for page in pages:
            page.context.close()
    return found, ratio, share


def watch(browser: Browser, running: App, folder: RunFolder) -> Page:
    """A browser of its own that shows a run and notes when its points are drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{running.url}/train?run={folder.id}")
    page.get_by_text("Validation loss").first.wait_for(timeout=120_000)
    page.evaluate(RECORD)
    return page


def submitted(workspace: Workspace, epochs: int = EPOCHS) -> RunFolder:
    """A started training."""
    folder = start(workspace, epochs)
    jobs.submit(workspace, folder)
    return folder


def main() -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if sys.argv[1:2] == ["samples"]:
            of_samples(browser, sys.argv[2:])
            return
        paint, memory, mapped = first_paint(browser)
        row("start to first paint", paint, 1, "s", "2.5 s")
        print(f"{'idle memory of the app':40} {memory:.0f} MB, bar 300 MB; TensorFlow mapped: {mapped}")
        warm, cold = points(browser)
        row("click on Train to first point, warm", warm, 1, "s", "p50 1.5 s")
        row("click on Train to first point, cold", cold, 1, "s", "8 s")
        of_samples(browser, ())
        for screens in (1, WATCHERS):
            found, ratio, share = watched(browser, screens, WATCHERS - screens)
            name = f"{WATCHERS} watchers, {screens} of them drawing here"
            row(f"event to point, {name}", found, 1, "ms", "p95 500 ms")
            print(f"{'':8}the training takes {ratio:.2f} x as long, bar 1.15; the app takes {share:.0%} of one core")
        browser.close()


def row(name: str, values: list[float], scale: float, unit: str, bar: str) -> None:
    """Print one line of the table."""
    values = [value * scale for value in values]
    p95 = np.percentile(values, 95)
    print(f"{name:56} n {len(values):5}  p50 {statistics.median(values):.2f} {unit}  p95 {p95:.2f} {unit}, bar {bar}")


if __name__ == "__main__":
    main()
