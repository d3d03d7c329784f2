"""The main job in the browser: from a file to a decision."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from steps import bring, button, ended, first_point, idle, open_template, train

from bigmodel.templates import template
from bigmodel.templates.reading import sample_path

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BIGMODEL_SHARED", ROOT.parent / "shared" / "data"))
CLAIMS = SHARED / "fraud" / "vehicle_claims_fraud_oracle.csv"


def test_from_the_sample_to_a_moving_chart_in_two_clicks(page: Page) -> None:
    open_template(page, "Fraud detection", with_sample=True)
    button(page, "Train on this").click()
    first_point(page)
    button(page, "Stop and keep best").click()
    ended(page)
    expect(page.get_by_text("stopped", exact=True).first).to_be_visible()


@pytest.mark.parametrize("name", ["sample", "claims"])
def test_from_a_file_to_a_decision(page: Page, tmp_path: Path, name: str) -> None:
    if name == "claims" and not CLAIMS.exists():
        pytest.skip(f"{CLAIMS.name} is not on this machine")
    path = sample_path(template("fraud").sample) if name == "sample" else CLAIMS
    open_template(page, "Fraud detection", with_sample=False)
    bring(page, path)

    # Profile: the columns, the split and what to know before training.
    expect(page.get_by_role("heading", name="Columns")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Before you train")).to_be_visible()
    expect(page.get_by_role("heading", name="Split")).to_be_visible()

    # A first run is stopped and keeps its best weights.
    button(page, "Train on this").click()
    first_point(page)
    button(page, "Stop and keep best").click()
    ended(page)
    stopped = run_of(page)

    # A second run goes to its end.
    train(page, "Quick")
    page.wait_for_function("(before) => !location.href.includes(before)", arg=stopped)
    expect(button(page, "Evaluate")).to_be_hidden(timeout=60_000)  # that of the run before
    first_point(page)
    ended(page)
    finished = run_of(page)
    assert finished != stopped

    # Evaluate: the answer first, then the line is moved and kept.
    button(page, "Evaluate").click()
    answer = page.get_by_role("heading", level=1)
    expect(answer).to_have_text(re.compile(r"^(Of \d|No transaction)"))
    said = answer.inner_text()
    slider = page.get_by_role("slider", name=re.compile("Flagged when the score"))
    before = slider.input_value()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert slider.input_value() != before
    assert answer.inner_text() == said, "the test result at the top must not move"
    button(page, "Keep this decision").click()
    expect(page.get_by_text("One decision has been looked at")).to_be_visible()

    # Score a file.
    button(page, "Score a file").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(str(path))
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=re.compile("^Download.*scor", re.I)).first.click(timeout=60_000)
    scored = pd.read_csv(download.value.path())
    assert len(scored) == len(pd.read_csv(path))
    assert scored["score"].between(0, 1).all()
    assert set(scored["decision"]) <= {"flagged", "passed"}

    # The address alone brings the run back, on any page.
    address = page.url
    assert finished in address
    page.reload()
    expect(page.get_by_text(finished).first).to_be_visible()
    page.get_by_role("link", name="Evaluate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said)


def test_handwritten_digits(page: Page) -> None:
    open_template(page, "Image classification", with_sample=False)
    bring(page, sample_path(template("images").sample))
    expect(page.get_by_role("heading", name="Before you train")).to_be_visible(timeout=60_000)
    button(page, "Train on this").click()
    first_point(page)
    ended(page)
    button(page, "Evaluate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\d+ of 100 pictures are sorted right"))
    expect(page.get_by_text("Each class, weakest first")).to_be_visible()
    expect(page.get_by_text(re.compile("mistakes", re.I)).first).to_be_visible()


def test_a_bad_file_gets_a_sentence_and_leaves_nothing(page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "not-a-table.xlsx"
    bad.write_bytes(b"\x80\x04\x95 this is a pickle in disguise")
    open_template(page, "Fraud detection", with_sample=False)
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(str(bad))
    expect(page.get_by_text(re.compile(r"not-a-table\.xlsx")).first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert button(page, "Use this file").count() == 0
    idle(page)


def run_of(page: Page) -> str:
    """The run in the address."""
    found = re.search(r"run=([a-z]+-[a-z]+-\d+)", page.url)
    assert found, page.url
    return found[1]
