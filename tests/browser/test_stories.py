"""Every use case as a story in the browser: its sample, its views, its scores; and data that somebody else made."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from steps import bring, button, ended, first_point, idle, open_template, train

from bigmodel.templates import templates
from bigmodel.templates.reading import sample_path

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BIGMODEL_SHARED", ROOT.parent / "shared" / "data"))
ANSWERS = {
    "recommendation": r"^Of 100 users, \d+ find",
    "fault": r"\d+ of 100 windows",
    "machines": r"^(Of \d|No )",
    "credit": r"^(Of \d|No )",
}
LONG = pytest.mark.skipif("BIGMODEL_LONG" not in os.environ, reason="takes minutes: set BIGMODEL_LONG to run it")
OWN_DATA = {
    "recommendation": "recommendation/uci_online_retail.parquet",
    "fault": "fault/cwru_12k_de_1024.npz",
    "machines": "fault/ai4i2020.csv",
    "images": "images/sign_language_digits_jpg.zip",
}


@pytest.mark.parametrize(
    "slug", ["credit", *(pytest.param(slug, marks=LONG) for slug in ("fault", "machines", "recommendation"))]
)
def test_from_the_sample_to_scored_data(page: Page, slug: str) -> None:
    template = templates()[slug]
    open_template(page, template.title, with_sample=True)
    expect(page.get_by_role("heading", name="Before you train")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="Train").click()
    train(page, "Quick")
    first_point(page)
    ended(page)
    button(page, "Evaluate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(ANSWERS[slug]), timeout=60_000)
    compared = "How many to show" if slug == "recommendation" else "Beside simpler models"
    expect(page.get_by_role("heading", name=compared)).to_be_visible(timeout=60_000)
    idle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    button(page, "Score a file").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(str(sample_path(template.sample)))
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name=re.compile("^Download.*scor", re.I)).first.click(timeout=120_000)
    assert len(pd.read_csv(download.value.path())) > 100


@LONG
@pytest.mark.parametrize("slug", list(OWN_DATA))
def test_data_from_elsewhere_trains_and_is_stopped(page: Page, slug: str) -> None:
    path = SHARED / OWN_DATA[slug]
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")
    open_template(page, templates()[slug].title, with_sample=False)
    bring(page, path)
    expect(page.get_by_role("heading", name="Before you train")).to_be_visible(timeout=120_000)
    button(page, "Train on this").click()
    first_point(page)
    # Its name tells whether there is an epoch to keep.
    page.get_by_role("button", name=re.compile("^Stop")).click()
    ended(page)
    button(page, "Evaluate").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    idle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
