"""Steps of a user that several journeys share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
TRAINED = 240_000
"""Milliseconds that a training may take on a busy machine."""


def idle(page: Page) -> None:
    """Wait until the page has been drawn; never on a page whose chart is live."""
    page.wait_for_selector(IDLE)


def button(page: Page, name: str) -> Any:
    """The first button of that name."""
    return page.get_by_role("button", name=name, exact=True).first


def open_template(page: Page, title: str, with_sample: bool) -> None:
    """On Start, take the sample of a use case or choose to bring one's own data."""
    card = page.locator("[data-testid=stVerticalBlock]", has=page.get_by_role("heading", name=title)).last
    card.get_by_role("button", name="Try the sample" if with_sample else "Use my data").click()


def bring(page: Page, *paths: Path) -> None:
    """Upload files on the Data page and use them."""
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files([str(path) for path in paths])
    button(page, "Use this file").click(timeout=60_000)


def train(page: Page, preset: str | None = None) -> None:
    """On the Train page, choose a preset and start."""
    if preset:
        page.get_by_role("radio", name=preset).click()
        idle(page)
    button(page, "Train").click()


def first_point(page: Page) -> None:
    """Wait until the live chart has a training point; charts of the page that is left do not count."""
    page.wait_for_function(
        """() => {
            const below = (root) => [...root.querySelectorAll('*')].flatMap(
                (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
            return below(document)
                .filter((each) => each.classList.contains('js-plotly-plot') && each.dataset.plot)
                .some((chart) => chart.data.some((trace) => trace.x && trace.x.length));
        }""",
        timeout=180_000,
    )


def ended(page: Page) -> None:
    """Wait until the run has a result and the page offers it."""
    expect(button(page, "Evaluate")).to_be_visible(timeout=TRAINED)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, in short."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{each['id']}: {json.dumps(each['nodes'][0]['target'])} {each['nodes'][0]['html'][:160]}"
        for each in found.response["violations"]
    ]
