"""What the browser shows when processes die."""

from __future__ import annotations

import json
import os
import re
import signal
import time

import pytest
from app_process import App
from playwright.sync_api import Page, expect
from steps import button, ended, first_point, open_template

from bigmodel.runs.workspace import Workspace


def working_run(page: Page, app: App) -> tuple[str, int]:
    """Start a run on the sample; its id and process once its first epoch is over and kept."""
    open_template(page, "Fraud detection", with_sample=True)
    button(page, "Train on this").click()
    page.wait_for_url(re.compile("run="), timeout=60_000)
    first_point(page)
    found = re.search(r"run=([a-z]+-[a-z]+-\d+)", page.url)
    assert found
    folder = Workspace(app.home).run(found[1])
    until = time.monotonic() + 60
    while folder.status().epoch < 1 or not folder.has_checkpoint():
        assert time.monotonic() < until
        time.sleep(0.05)
    pid = folder.status().pid
    assert pid is not None
    return found[1], pid


@pytest.mark.parametrize("victim", ["run", "supervisor"])
def test_a_killed_process_is_said_and_the_run_resumes(page: Page, app: App, victim: str) -> None:
    run, pid = working_run(page, app)
    if victim == "supervisor":
        pid = json.loads((app.home / "supervisor.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    expect(page.get_by_text(re.compile("interrupted", re.I)).first).to_be_visible(timeout=20_000)
    epochs = Workspace(app.home).run(run).status().epoch
    assert epochs >= 1
    page.reload()
    page.get_by_role("button", name=re.compile("^Resume from epoch")).click()
    page.wait_for_timeout(1000)
    button(page, "Stop and keep best").click()
    ended(page)
    status = Workspace(app.home).run(run).status()
    assert status.status == "stopped"
    assert status.epoch >= epochs
