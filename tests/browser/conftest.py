"""The app in a process of its own, driven in headless Chromium as a user would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_process import CHROMIUM, FLAGS, App, start_app
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium, and in CI the browser tests must run.")
        pytest.skip("There is no Chromium on this machine: install it to run the browser tests.")
    running = start_app(tmp_path_factory.mktemp("browser-home"))
    yield running
    running.stop()


@pytest.fixture(scope="module")  # a session's would leave its event loop running under the tests of other rooms
def chromium(app: App) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(app: App, chromium: Browser) -> Iterator[Page]:
    """A tab at the start page. At the end, no error in its console and no request to anywhere else."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    tab = context.new_page()
    errors: list[str] = []
    outside: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Streamlit itself asks below a page's address first and then at the root.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            errors.append(f"{message.text} {message.location.get('url', '')}")

    tab.on("console", heard)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: outside.append(request.url) if not _own(request.url, app.url) else None)
    tab.set_default_timeout(30_000)
    tab.goto(app.url)
    yield tab
    context.close()
    assert not outside
    assert not errors


def _own(address: str, url: str) -> bool:
    return address.startswith((url, url.replace("http", "ws", 1), "data:", "blob:"))
