"""A run is replayed to its end, and a demo is stepped by keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

import pytest
from app_process import App
from made_runs import bring_run
from playwright.sync_api import Browser, Page, expect
from steps import button, idle, violations
from toy_table_run import toy_run

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan
from bigmodel.spec.demo import Demo, Step

EPOCHS = 6
TOLD = 100_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="module")
def over(app: App) -> RunFolder:
    """A run that is over, whose six epochs took twelve seconds."""
    return bring_run(app, make_over)


def make_over(workspace: Workspace) -> RunFolder:
    dataset = workspace.datasets.add("cards.csv", "tabular", "fraud", lambda folder: (100, 2, "f" * 64))
    fields = (Field(name="fraud", kind="category", role="target"),)
    plan = Plan(template="fraud", fields=fields, outcome=Outcome(classes=("0", "1")), network="mlp")
    run = workspace.new_run("tabular", "module:function", plan, dataset, 0)
    run.set_status("failed", "The disk was full.", started=1_790_000_000.0, ended=1_790_000_014.0)
    told = [
        {"kind": "status", "status": "starting", "t": 0.0},
        {"kind": "begin", "t": 1.0, "epochs": EPOCHS, "steps": 4},
    ]
    for epoch in range(EPOCHS):
        for step in range(4):
            at = epoch + (step + 1) / 4
            told.append(
                {"kind": "step", "t": 1 + 2 * at, "epoch": at, "step": 4 * at, "loss": 1 / (1 + at), "accuracy": 0.9}
            )
        quality = {"threshold": 0.5, "precision": 0.5, "recall": 0.5, "f1": 0.5, "pr_auc": 0.5, "money": 10.0 * epoch}
        measured = {"loss": 0.5, "accuracy": 0.9, "val_loss": 0.6, "val_accuracy": 0.9, **quality}
        told.append({"kind": "epoch", "t": 3.0 + 2 * epoch, "epoch": epoch + 1, "best": epoch + 1, **measured})
    told.append({"kind": "status", "status": "failed", "t": 14.0, "message": "The disk was full."})
    lines = [json.dumps({**event, "t": event["t"] + 1_790_000_000}) for event in told]
    run.events_path.write_text("\n".join(lines) + "\n")
    return run


@pytest.fixture(params=[("light", 1440), ("dark", 800)], ids=["light", "dark"])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    theme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


def files_of(run: RunFolder) -> dict[str, tuple[int, str]]:
    """Time of change and content of every file."""
    paths = sorted(path for path in run.path.rglob("*") if path.is_file())
    return {path.name: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths}


def points(page: Page) -> int:
    """Points of the training line of the first chart."""
    return int(
        page.evaluate("""() => {
            const below = (root) => [...root.querySelectorAll('*')].flatMap(
                (each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]);
            const chart = below(document).find((each) => each.classList.contains('js-plotly-plot'));
            return chart ? chart.data[0].x.length : 0;
        }""")
    )


def test_a_run_is_replayed_to_its_end(app: App, page: Page, over: RunFolder) -> None:
    before = files_of(over)
    page.goto(f"{app.url}/train?run={over.id}")
    page.get_by_label("Speed").select_option("4")
    button(page, "Replay").click()
    expect(page.get_by_text(re.compile(r"^Replay of a run of 21 September 2026$"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Replay, 4 times as fast"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Stop"))).to_have_count(0)
    page.wait_for_timeout(1500)
    button(page, "Pause").click()
    some = points(page)
    assert 0 < some < 4 * EPOCHS
    page.wait_for_timeout(800)
    assert points(page) == some
    button(page, "From the start").click()
    expect(page.get_by_text(re.compile(r"^The replay is at its end · 14 s of 14 s · 6 of 6 epochs"))).to_be_visible(
        timeout=20_000
    )
    assert points(page) == 4 * EPOCHS
    button(page, "End the replay").click()
    expect(page.get_by_text("failed", exact=True).first).to_be_visible()
    expect(button(page, "Replay")).to_be_visible()
    assert files_of(over) == before


def test_the_address_opens_a_replay(app: App, page: Page, over: RunFolder) -> None:
    page.goto(f"{app.url}/train?run={over.id}&replay=16")
    expect(page.get_by_text(re.compile(r"^The replay is at its end"))).to_be_visible(timeout=TOLD)
    assert points(page) == 4 * EPOCHS


def test_a_demo_is_stepped_by_keys_and_a_reload_keeps_the_place(app: App, page: Page, over: RunFolder) -> None:
    steps = (
        Step(page="start", template="fraud", say="What do we want to decide?"),
        Step(page="train", run=over.id, replay=16, say="This is how it learned."),
        Step(page="runs", say="All of it stays here."),
    )
    demo = Workspace(app.home).demos.keep(Demo(title="For the board", steps=steps))
    page.goto(f"{app.url}/runs")
    page.locator(f".st-key-demo-present-{demo} button").click()
    expect(page.get_by_text("1 of 3")).to_be_visible(timeout=TOLD)
    expect(page.get_by_text("What do we want to decide?", exact=True)).to_be_visible()
    expect(button(page, "Use my data")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.wait_for_url(re.compile(r"/train.*step=2"))
    expect(page.get_by_text(re.compile("^Replay of a run"))).to_be_visible(timeout=TOLD)
    expect(page.get_by_role("heading", name="Set-up")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("2 of 3")).to_be_visible(timeout=TOLD)
    expect(page.get_by_text(re.compile("^Replay of a run"))).to_be_visible(timeout=TOLD)
    # What a clicker sends; keys that come faster than a page turns count all the same.
    page.keyboard.press("PageUp")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    expect(page.get_by_text("3 of 3")).to_be_visible()
    page.wait_for_url(re.compile(r"/runs.*step=3"), timeout=TOLD)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("3 of 3")).to_be_visible()
    idle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("3 of 3")).to_be_hidden()
    expect(button(page, "Rename")).to_be_visible()
    assert "present" not in page.url
    page.get_by_role("switch", name="Present").press("Enter")
    expect(page.get_by_text("3 of 3")).to_be_visible()


def test_axe_finds_nothing_in_the_presentation_view(app: App, tab: Page, over: RunFolder) -> None:
    steps = (Step(page="start", say="One"), Step(page="train", run=over.id, replay=1), Step(page="runs"))
    demo = Workspace(app.home).demos.keep(Demo(title="试验 <b>x</b>", steps=steps))
    found = {}
    for number in (1, 2, 3):
        tab.goto(f"{app.url}/?demo={demo}&step={number}")
        expect(tab.get_by_text(f"{number} of 3")).to_be_visible(timeout=TOLD)
        idle(tab)
        tab.wait_for_timeout(1000)
        wider = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[number] = violations(tab) + ([f"{wider} pixels wider than the window"] if wider > 0 else [])
    assert not {number: each for number, each in found.items() if each}


@pytest.fixture(scope="module")
def finished(app: App) -> RunFolder:
    """A finished run on a small table, made without training."""
    return bring_run(app, toy_run)


def type_of_charts(page: Page) -> set[str]:
    """Sizes of the words in the charts that are drawn by hand."""
    return set(page.locator(".plot text").evaluate_all("all => all.map((each) => getComputedStyle(each).fontSize)"))


def covered(page: Page) -> list[str]:
    """Words at the axes of these charts that lie over one another or beyond their chart."""
    return list(
        page.locator(".plot svg").evaluate_all("""all => all.flatMap((svg) => {
            const box = svg.getBoundingClientRect();
            const words = [...svg.querySelectorAll('g:first-of-type > text')];
            const boxes = words.map((each) => each.getBoundingClientRect()).filter((each) => each.width);
            return words.filter((each, i) => boxes[i] && (boxes[i].left < box.left - 1 || boxes[i].right > box.right + 1
                || boxes[i].bottom > box.bottom + 1 || boxes.some((other, j) => j > i && other.left < boxes[i].right - 1
                && boxes[i].left < other.right - 1 && other.top < boxes[i].bottom - 1
                && boxes[i].top < other.bottom - 1))).map((each) => each.textContent);
        })""")
    )


@pytest.mark.parametrize("where", ["evaluate", "what_if"])
def test_charts_that_are_drawn_by_hand_grow_with_the_page(
    app: App, page: Page, finished: RunFolder, where: str
) -> None:
    page.goto(f"{app.url}/{where}?run={finished.id}")
    expect(page.locator(".plot text").first).to_be_visible(timeout=TOLD)
    idle(page)
    before = type_of_charts(page)
    assert not covered(page)
    page.get_by_role("switch", name="Present").press("Enter")
    page.wait_for_url(re.compile("present=1"))
    idle(page)
    page.wait_for_timeout(500)
    larger = {float(each.removesuffix("px")) for each in type_of_charts(page)}
    assert sorted(larger) == pytest.approx(sorted(1.25 * float(each.removesuffix("px")) for each in before))
    assert not covered(page)
