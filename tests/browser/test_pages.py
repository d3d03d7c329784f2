"""Every page with a finished run: axe finds nothing, nothing is cut off; the app stays light."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
import pytest
from app_process import App
from playwright.sync_api import Browser, Page, expect
from small_samples import cut
from steps import button, idle, violations

from bigmodel import jobs
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import template as find
from bigmodel.templates import templates
from bigmodel.templates.reading import read_dataset, sample_path

OWN = ("data", "train", "evaluate", "what_if")
"""Pages that each kind of data fills in its own way."""
SAME = ("start", "runs", "deploy")
FIRST = "fraud"
"""The template with which the pages are looked at that are the same for all."""
WINDOWS = {"light": 1440, "dark": 800}
ONCE = {"credit": "light", "machines": "dark"}
"""Templates whose pages are those of the first with other words: each is looked at in one window."""
TRAINED = 240.0
LOOKS = 3
"""How often a page is looked at that is not as it should be: what stays is a fault, what was still moving is not."""


@pytest.fixture(scope="module", params=sorted(templates()))
def finished(app: App, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address part of a finished run of one epoch on a small part of a template's sample."""
    template = find(request.param)
    workspace = Workspace(app.home)
    small = cut(sample_path(template.sample), tmp_path_factory.mktemp(request.param))
    record = read_dataset(workspace.datasets, template, {template.task.inputs[0].name: [small]})
    plan = template.suggest(template.task.open(workspace.datasets.folder(record.id)))
    plan = plan.model_copy(update={"hparams": {"preset": "quick", "epochs": 1}})
    run = workspace.new_run(template.task.kind, template.task.trainer, plan, record, 0, words=template.words)
    jobs.submit(workspace, run)
    until = time.monotonic() + TRAINED
    while run.status().active and time.monotonic() < until:
        time.sleep(0.1)
    assert run.status().status == "finished", run.status()
    return f"run={run.id}"


@pytest.fixture(params=sorted(WINDOWS))
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of a theme."""
    theme = request.param
    context = chromium.new_context(viewport={"width": WINDOWS[theme], "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_is_cut_off(
    app: App, tab: Page, finished: str, request: pytest.FixtureRequest
) -> None:
    slug, theme = (request.node.callspec.params[name] for name in ("finished", "tab"))
    if ONCE.get(slug, theme) != theme:
        pytest.skip("its pages are looked at in the other window")
    found: dict[str, list[str]] = {}
    for name in (*SAME, *OWN) if slug == FIRST else OWN:
        tab.goto(f"{app.url}/{'' if name == 'start' else name}?{finished}")
        tab.get_by_role("heading", level=1).or_(tab.get_by_role("heading", level=2)).first.wait_for()
        found[name] = faults(tab)
        others = parts(tab) if name == "what_if" else []
        assert name != "what_if" or len(others) == len({each.section for each in find(slug).task.what_ifs}) - 1
        for part in others:
            tab.get_by_role("radio", name=part, exact=True).click()
            found[f"{name}, {part}"] = faults(tab)
    assert not {name: each for name, each in found.items() if each}


def faults(tab: Page) -> list[str]:
    """What axe finds on a page at rest, and what does not fit into the window."""
    found: list[str] = []
    for _ in range(LOOKS):
        tab.wait_for_timeout(300)  # until what was clicked has begun to be drawn
        idle(tab)
        # What is no longer true stands there faintly until the new is drawn.
        tab.wait_for_function("() => !document.querySelector('[data-stale=true]')")
        tab.wait_for_timeout(700)
        wider = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found = violations(tab) + ([f"the page is {wider} pixels wider than the window"] if wider > 0 else [])
        if not found:
            break
    return found


def parts(tab: Page) -> list[str]:
    """The parts of the What if page beside the one that stands open."""
    return tab.get_by_role("radiogroup", name="Part").get_by_role("radio", checked=False).all_inner_texts()


@pytest.mark.parametrize("finished", [FIRST], indirect=True)
def test_the_app_never_maps_tensorflow(app: App, finished: str) -> None:
    process = psutil.Process(app.process.pid)
    assert not [each.path for each in process.memory_maps() if "tensorflow" in each.path]


@pytest.mark.parametrize("finished", [FIRST], indirect=True)
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
