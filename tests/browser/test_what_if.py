"""One case under the finger: the control is dragged until the decision flips, and the address brings it back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from app_process import App
from made_runs import bring_run
from playwright.sync_api import Browser, Page, expect
from steps import button, idle, violations
from toy_table_run import toy_run, write_model

from bigmodel.inference.bundle import MODEL, Bundle
from bigmodel.inference.table import number_names
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import template as find


@pytest.fixture(scope="module")
def run(app: App) -> RunFolder:
    """A finished run on a small table, made without training."""
    return bring_run(app, lambda workspace: toy_run(workspace, words=find("fraud").words))


@pytest.fixture(scope="module")
def wide(app: App) -> RunFolder:
    """The same with so many fields that some are folded away, one of them with a long name."""
    names = [f"Year {place}" for place in range(1, 11)]
    idle = [*names, "year in which it was first registered by 保险公司的客户", LONG]
    return bring_run(app, lambda workspace: toy_run(workspace, idle=idle))


@pytest.fixture(params=[("light", 1440), ("dark", 800)], ids=["light", "dark"])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    theme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


BURDEN = 6_000
"""So wide that a closer look takes ten seconds and more on two fast cores: its progress is there to be seen."""
LONG = "Ein_sehr_langer_Spaltenname_ohne_ein_einziges_Leerzeichen_darin_der_nirgends_hineinpasst"


def part(page: Page, name: str):
    return page.locator(f"[data-part={name}]")


def opened(page: Page, app: App, run: RunFolder, more: str = "") -> None:
    page.goto(f"{app.url}/what_if?run={run.id}{more}")
    expect(part(page, "score")).not_to_be_empty(timeout=60_000)


def amount_of(page: Page):
    return page.get_by_role("slider", name="amount", exact=True)


def test_a_dragged_amount_flips_the_decision_and_the_scenario_comes_back(app: App, page: Page, run: RunFolder) -> None:
    opened(page, app, run)
    expect(part(page, "decision")).to_have_text("passed")
    before, line = part(page, "score").inner_text(), page.locator(".sweep .line.model")
    assert line.get_attribute("d")
    box = amount_of(page).bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    # Score, decision and money move while the finger is still down.
    for step in range(30, 101, 5):
        page.mouse.move(box["x"] + 0.01 * step * (box["width"] - 2), box["y"] + box["height"] / 2)
        page.wait_for_timeout(40)
    expect(part(page, "decision")).to_have_text("flagged")
    expect(part(page, "decision-was")).to_have_text("was passed")
    expect(part(page, "score-was")).to_have_text(f"was {before}")
    assert run.id in page.url
    assert "scenario" not in page.url
    page.mouse.up()
    score, value = part(page, "score").inner_text(), amount_of(page).input_value()
    page.wait_for_timeout(600)
    idle(page)
    # What stands below follows once the finger lets go.
    button(page, "Keep as scenario").click()
    page.wait_for_url(re.compile("scenario="), timeout=60_000)
    page.reload()
    expect(part(page, "decision")).to_have_text("flagged", timeout=60_000)
    expect(part(page, "score")).to_have_text(score)
    assert float(amount_of(page).input_value()) == pytest.approx(float(value))
    # And back to the case as it was.
    button(page, "Reset").click()
    expect(part(page, "decision")).to_have_text("passed")
    expect(part(page, "score")).to_have_text(before)


def test_every_input_works_by_keyboard(app: App, page: Page, run: RunFolder) -> None:
    opened(page, app, run)
    first = part(page, "score").inner_text()
    amount_of(page).focus()
    for _ in range(8):
        page.keyboard.press("PageUp")
    expect(part(page, "score")).not_to_have_text(first)
    # From the slider back to the number: it can be typed, beyond the slider and beyond what training saw.
    typed = page.get_by_role("spinbutton", name="amount, typed")
    typed.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("98765")
    expect(part(page, "remarks")).to_contain_text("amount of 98,765 lies outside of what training saw")
    page.get_by_role("checkbox", name="amount missing").press("Space")
    expect(typed).to_have_value("")
    expect(part(page, "remarks")).to_be_empty()
    page.get_by_role("combobox", name="channel").select_option("phone")
    expect(part(page, "sweep-title")).to_have_text("Score as channel changes")
    pressed = part(page, "values").get_by_role("button", pressed=True)
    expect(pressed).to_have_attribute("title", "phone")
    part(page, "values").get_by_role("button").first.press("Enter")
    expect(page.get_by_role("combobox", name="channel")).not_to_have_value("phone")
    page.get_by_role("slider", name="time, hour").press("ArrowLeft")
    expect(part(page, "sweep-title")).to_have_text("Score as time changes")
    expect(part(page, "summary")).to_contain_text("Expected loss if passed")
    idle(page)


def test_a_case_of_the_alert_list_is_opened_and_next_goes_on(app: App, page: Page, run: RunFolder) -> None:
    row = int(read_cases(run, "test").row[7])
    opened(page, app, run, f"&case={row}")
    expect(part(page, "title")).to_have_text(f"Transaction T{row}")
    button(page, "Next").click()
    expect(part(page, "title")).not_to_have_text(f"Transaction T{row}")
    page.get_by_role("radio", name="Type one").click()
    expect(part(page, "title")).to_have_text("A usual transaction")
    page.get_by_role("link", name="Evaluate").click()
    button(page, "What if: tick a row first").wait_for()
    page.get_by_test_id("stDataFrame").first.scroll_into_view_if_needed()
    box = page.get_by_test_id("stDataFrame").filter(visible=True).first.bounding_box()
    page.mouse.click(box["x"] + 15, box["y"] + 55)
    page.get_by_role("button", name="What if", exact=True).click()
    expect(part(page, "title")).to_have_text(re.compile(r"^Transaction T\d+$"), timeout=60_000)
    expect(part(page, "decision")).to_have_text("flagged")
    assert "case=" in page.url
    idle(page)


def test_of_many_fields_the_rest_is_folded_and_opens_by_key_by_search_and_with_a_change(
    app: App, page: Page, wide: RunFolder
) -> None:
    opened(page, app, wide)
    others, folded = part(page, "others"), part(page, "other-fields")
    expect(part(page, "fields").get_by_role("spinbutton")).to_have_count(8)
    expect(part(page, "others-title")).to_have_text("All other fields (6)")
    expect(folded).to_be_hidden()
    part(page, "others-title").press("Enter")
    expect(folded).to_be_visible()
    part(page, "others-title").press("Enter")
    expect(folded).to_be_hidden()
    # Who searches finds what is folded away, too.
    find = page.get_by_label("Find a field")
    find.fill("year 10")
    expect(page.get_by_role("slider", name="Year 10")).to_be_visible()
    expect(page.locator(".case").get_by_role("slider")).to_have_count(1)
    find.fill("nothing like this")
    expect(part(page, "none-found")).to_have_text("No field has this in its name.")
    expect(others).to_be_hidden()
    find.fill("")
    page.get_by_role("slider", name="Year 10").press("ArrowRight")
    expect(part(page, "others-title")).to_have_text("All other fields (6, 1 changed)")
    expect(part(page, "sweep-title")).to_have_text("Score as Year 10 changes")
    # A year is written as a year: in the form, along the axis.
    expect(page.locator(".field", has_text="Year 10")).to_contain_text("seen from 1990 to 2010")
    expect(page.locator(".sweep")).not_to_contain_text(",")
    expect(page.locator(".sweep .plot")).to_contain_text("2000")
    # Nothing stands between two whole numbers.
    page.get_by_role("spinbutton", name="Year 1, typed").fill("1991")
    expect(part(page, "sweep-title")).to_have_text("Score as Year 1 changes")
    ticks = page.locator(".sweep .plot text").all_text_contents()
    assert [tick for tick in ticks if tick.startswith("19")] == ["1990", "1991", "1992"]
    page.wait_for_timeout(600)
    idle(page)
    button(page, "Keep as scenario").click()
    page.wait_for_url(re.compile("scenario="), timeout=60_000)
    page.reload()
    expect(part(page, "others-title")).to_have_text("All other fields (6, 1 changed)", timeout=60_000)
    expect(page.get_by_role("slider", name="Year 10")).to_be_visible()
    idle(page)


def test_axe_finds_nothing_in_a_long_form_with_long_names(app: App, tab: Page, wide: RunFolder) -> None:
    opened(tab, app, wide)
    part(tab, "others-title").press("Enter")
    idle(tab)
    tab.wait_for_timeout(700)
    assert not violations(tab)
    for each in part(tab, "form").locator(".field").all():
        box, form = each.bounding_box(), part(tab, "form").bounding_box()
        assert box["x"] + box["width"] <= form["x"] + form["width"] + 1
        assert each.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_closer_look_tells_how_far_it_is_and_can_be_stopped(app: App, page: Page) -> None:
    def make(workspace: Workspace) -> RunFolder:
        run = toy_run(workspace, idle=["one", "two"])
        write_model(run.bundle / MODEL, number_names(Bundle.load(run.bundle).schema.encoder), 2, BURDEN)
        return run

    slow = bring_run(app, make)
    page.goto(f"{app.url}/what_if?run={slow.id}")
    page.get_by_role("radio", name="Why", exact=True).click(force=True)
    page.get_by_role("radio", name="Closer look").click(force=True, timeout=60_000)
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"Asking the model: \d+ % done, [\d,]+ s left"))).to_be_visible(timeout=60_000)
    button(page, "Stop").click()
    expect(page.get_by_text("Stopped before the answer was there.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    # The other question of this part is answered meanwhile.
    expect(page.get_by_text("With all else as it is")).to_be_visible(timeout=60_000)
    idle(page)


def test_axe_finds_nothing_and_nothing_is_cut_off(app: App, tab: Page, run: RunFolder) -> None:
    opened(tab, app, run)
    idle(tab)
    tab.wait_for_timeout(700)
    assert not violations(tab)
    assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    tab.get_by_role("combobox", name="channel").select_option("phone")
    tab.get_by_role("spinbutton", name="amount, typed").fill("98765")
    expect(part(tab, "remarks")).to_contain_text("amount of 98,765")
    idle(tab)
    assert not violations(tab)
