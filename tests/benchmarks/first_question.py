"""The first question of a freshly started app, asked of 300,000 rows in the browser as soon as the page is there.

Run: `python -m tests.benchmarks.first_question [FOLDER]`. Makes the run of the benchmark `population`, or takes that of
a folder which it was made in. Each time the app and its supervisor are started anew, *A population* is clicked the
moment it can be, and then a change.
"""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from bigmodel.runs.workspace import Workspace
from tests.benchmarks.population import place, run_with_many_rows
from tests.browser.app_process import CHROMIUM, FLAGS, start_app
from tests.browser.steps import IDLE

APPS = 5
CHANGE = "Amounts +20 %"


def seconds_of(browser: Browser, home: Path, run: str) -> tuple[float, float, float]:
    """Seconds to the page, from the click on its part to the answer, from that on a change to the first answer."""
    app = start_app(home, BIGMODEL_IDLE_SECONDS="1")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        return asked(context.new_page(), f"{app.url}/what_if?run={run}")
    finally:
        context.close()
        app.stop()
        wait_for_end(home)


def asked(page: Page, url: str) -> tuple[float, float, float]:
    """Open the page and ask; the times as above."""
    page.set_default_timeout(60_000)
    marks = [time.perf_counter()]
    page.goto(url)
    part = page.get_by_role("radio", name="A population")
    part.wait_for()
    marks.append(time.perf_counter())
    part.click(force=True)
    page.get_by_test_id("stMetric").filter(has_text="Alerts").first.wait_for()
    marks.append(time.perf_counter())
    page.wait_for_selector(IDLE)
    began = time.perf_counter()
    page.get_by_role("button", name=CHANGE).click()
    page.get_by_text("So far from").wait_for()
    return marks[1] - marks[0], marks[2] - marks[1], time.perf_counter() - began


def wait_for_end(home: Path) -> None:
    """Wait until the workspace's supervisor and its imports have ended, so that the next app starts its own."""
    while any(_serves(process, home) for process in psutil.process_iter()):
        time.sleep(0.2)


def _serves(process: psutil.Process, home: Path) -> bool:
    try:
        return bool(process.environ().get("BIGMODEL_HOME") == str(home))
    except psutil.Error:  # ended meanwhile, or somebody else's
        return False


def main() -> None:
    """Print the seconds of each app and their medians."""
    with place() as home, sync_playwright() as started:
        runs = Workspace(home).runs()
        run = Workspace(home).run(runs[0].id) if runs else run_with_many_rows(home)
        if not (run.scores / "test.parquet").exists():  # else One case shows no case
            shutil.copy(run.scores / "validation.parquet", run.scores / "test.parquet")
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = [seconds_of(browser, home, run.id) for _ in range(APPS)]
        print("seconds to the page, to its part, to the first answer of a change (bar 2 s)")
        for each in (*found, [statistics.median(column) for column in zip(*found, strict=True)]):
            print("  ".join(f"{second:5.2f}" for second in each))


if __name__ == "__main__":
    main()
