"""A population of cases is changed, kept, compared and brought back by its address; long work is stopped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_process import App
from made_runs import bring_run
from playwright.sync_api import Browser, Page, expect
from steps import button, idle, violations
from toy_table_run import toy_run, write_model

from bigmodel.inference.bundle import MODEL, Bundle
from bigmodel.inference.table import number_names
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace

BURDEN = 5_000


@pytest.fixture(scope="module")
def small(app: App) -> str:
    """The id of a finished run."""
    return bring_run(app, toy_run).id


@pytest.fixture(scope="module")
def long(app: App) -> str:
    """The id of a finished run of many rows, whose model takes long."""

    def make(workspace: Workspace) -> RunFolder:
        run = toy_run(workspace, 60_000)
        write_model(run.bundle / MODEL, number_names(Bundle.load(run.bundle).schema.encoder), 2, BURDEN)
        return run

    return bring_run(app, make).id


def opened(app: App, page: Page, run: str, more: str = "") -> None:
    page.goto(f"{app.url}/what_if?run={run}{more}")
    page.get_by_role("heading", name="What if", exact=True).wait_for()
    idle(page)


def population(page: Page) -> None:
    page.get_by_role("radio", name="A population").click(force=True)
    page.get_by_text("Choose a change above").wait_for()
    idle(page)


def card(page: Page, title: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=title).get_by_test_id("stMetricValue").inner_text()


def keep(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Name of the scenario").fill(name)
    page.keyboard.press("Tab")
    idle(page)
    button(page, "Keep as scenario").click()
    page.get_by_text("Kept: it stands in the list below").first.wait_for()
    idle(page)


def tick(page: Page, *rows: int) -> None:
    tray = page.get_by_test_id("stDataFrame").filter(has_text="A population").last
    for row in rows:
        tray.click(position={"x": 18, "y": 18 + 34 * (row + 1)})
        idle(page)


def test_scenarios_are_kept_compared_shown_again_renamed_and_deleted(
    app: App, page: Page, chromium: Browser, small: str
) -> None:
    opened(app, page, small)
    population(page)
    button(page, "Amounts +20 %").click()
    page.get_by_text("Amounts +20 %: of 100").wait_for()
    idle(page)
    first = card(page, "Net benefit")
    keep(page, "Dearer")
    address = page.url
    assert re.search(r"scenario=[a-z]+-[a-z]+-\d+", address)

    own = page.get_by_role("combobox", name="Your own changes")
    own.click()
    own.fill("amount +35 %")
    page.get_by_role("option").filter(has_text="amount +35 %").click()
    page.get_by_text("then amount +35 %").wait_for()
    page.keyboard.press("Escape")
    idle(page)
    second = card(page, "Net benefit")
    assert second != first
    keep(page, "Dearer still")

    tab = chromium.new_page()
    tab.goto(address)
    tab.get_by_text("Amounts +20 %: of 100").wait_for()
    idle(tab)
    assert card(tab, "Net benefit") == first
    tab.close()

    tick(page, 0, 1)
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    assert violations(page) == []
    tick(page, 0)
    button(page, "Show again").click()
    page.get_by_text("Amounts +20 %: of 100").wait_for()
    idle(page)
    assert card(page, "Net benefit") == first
    assert page.url.rpartition("scenario=")[2] == address.rpartition("scenario=")[2]

    button(page, "Rename").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Prices up")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_test_id("stDataFrame").filter(has_text="Prices up").last).to_be_attached()
    button(page, "Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    idle(page)
    assert "scenario=" not in page.url
    kept = Workspace(app.home).run(small).scenarios.read()
    assert [each.name for each in kept] == ["Dearer still"]


def test_long_work_is_stopped_and_asked_again(app: App, page: Page, long: str) -> None:
    opened(app, page, long)
    population(page)
    button(page, "Amounts +20 %").click()
    button(page, "Stop").click()
    expect(page.get_by_text("Stopped before the answer was there.")).to_be_visible(timeout=10_000)
    idle(page)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    button(page, "Ask again").click()
    expect(button(page, "Stop")).to_be_visible(timeout=20_000)
    # Another question leaves the one that is at work.
    button(page, "Amounts +20 %").click()
    expect(page.get_by_text("Choose a change above")).to_be_visible(timeout=10_000)


def test_a_later_file_is_looked_at(app: App, page: Page, small: str, tmp_path: Path) -> None:
    source = tmp_path / "next.csv"
    lines = ["id,time,amount,channel", *(f"N{row},2025-05-01 10:{row % 60:02},{row}.5,shop" for row in range(1, 400))]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    opened(app, page, small)
    page.get_by_role("radio", name="Next month's file").click(force=True)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(str(source))
    expect(page.get_by_text("A column is missing that the model learnt from: age")).to_be_visible()
    expect(page.get_by_role("heading", name="What has moved")).to_be_visible()
    idle(page)
    assert violations(page) == []
