"""Every page with a finished run: axe finds nothing, nothing is cut off; the app stays light."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from app_process import App
from playwright.sync_api import Browser, Page, expect
from steps import button, ended, idle, open_template, violations

PAGES = ("start", "data", "train", "evaluate", "runs", "deploy")


@pytest.fixture(scope="module", params=["Fraud detection", "Image classification"])
def finished(app: App, chromium: Browser, request: pytest.FixtureRequest) -> str:
    """The address part of a finished quick run on a sample."""
    page = chromium.new_page()
    page.goto(app.url)
    open_template(page, request.param, with_sample=True)
    button(page, "Train on this").wait_for()
    page.get_by_role("link", name="Train").click()
    page.get_by_role("radio", name="Quick").click()
    idle(page)
    button(page, "Train").click()
    ended(page)
    query = page.url.partition("?")[2]
    page.close()
    return query


@pytest.fixture(params=[("light", 1440), ("dark", 800)], ids=["light", "dark"])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    theme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_is_cut_off(app: App, tab: Page, finished: str) -> None:
    found = {}
    for name in PAGES:
        tab.goto(f"{app.url}/{'' if name == 'start' else name}?{finished}")
        tab.get_by_role("heading", level=1).or_(tab.get_by_role("heading", level=2)).first.wait_for()
        idle(tab)
        tab.wait_for_timeout(700)
        found[name] = violations(tab)
        wider = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            found[name].append(f"the page is {wider} pixels wider than the window")
    assert not {name: each for name, each in found.items() if each}


def test_the_app_never_maps_tensorflow(app: App, finished: str) -> None:
    process = psutil.Process(app.process.pid)
    assert not [each.path for each in process.memory_maps() if "tensorflow" in each.path]


def test_two_tabs_see_the_same_run_and_closing_one_leaves_it_alone(app: App, chromium: Browser, finished: str) -> None:
    first, second = chromium.new_page(), chromium.new_page()
    for page in (first, second):
        page.goto(f"{app.url}/train?{finished}")
        expect(button(page, "Evaluate")).to_be_visible()
    first.close()
    second.reload()
    expect(button(second, "Evaluate")).to_be_visible()
    second.close()


def test_a_run_that_is_not_there_gets_a_sentence(app: App, chromium: Browser) -> None:
    page = chromium.new_page()
    for wrong in ("calm-otter-99999", "../../etc/passwd", "<img src=x>"):
        page.goto(f"{app.url}/evaluate?run={wrong}")
        idle(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(
            page.get_by_text("does not exist or was deleted").or_(page.get_by_role("heading", level=1)).first
        ).to_be_visible()
    page.close()
