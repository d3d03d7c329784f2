"""What if of pictures, signals and recommendation: a control is moved, the answer follows, a scenario is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import pyarrow as pa
import pytest
from app_process import App
from made_runs import bring_run
from onnx import NodeProto, TensorProto, helper, numpy_helper
from playwright.sync_api import Page, expect
from steps import button, idle
from toy_run import workspace_run

from bigmodel.evaluation.judge import judge
from bigmodel.inference.bundle import MODEL, SCHEMA, Bundle
from bigmodel.inference.pictures import picture_encoder
from bigmodel.inference.signals import signal_encoder
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Schema
from bigmodel.tasks.images.dataset import PICTURES, PictureDataset
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.templates import template as find

COUNT, SIDE, WINDOW, RATE = 40, 16, 256, 2000.0
DRAWN = 300
"""Milliseconds after which the page has begun to draw what a key asked for."""


@pytest.fixture(scope="module")
def pictures(app: App) -> RunFolder:
    """A run on light and dark pictures whose model names them by their mean."""
    random = np.random.default_rng(0)
    shade = np.where(np.arange(COUNT) % 2, 150, 110)[:, None, None, None]
    drawn = np.clip(shade + random.normal(0, 4, (COUNT, SIDE, SIDE, 1)), 0, 255).astype(np.uint8)
    labels = ["light" if row % 2 else "dark" for row in range(COUNT)]

    def fill(folder: Path) -> tuple[int, int, str]:
        np.save(folder / PICTURES, drawn)
        cases = pa.table({"label": labels, "name": [str(row) for row in range(COUNT)]})
        return COUNT, 1, PictureDataset.create(cases, [], folder).fingerprint

    nodes = [
        helper.make_node("Cast", ["pictures"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["numbers"], ["told"], axes=[1, 2], keepdims=0),
    ]
    taken = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", SIDE, SIDE, 1])
    toy = Toy(picture_encoder(SIDE, SIDE, "L"), taken, nodes, level=130, weights=(-0.1, 0.1))
    return finished(app, "images", toy, labels, fill)


@pytest.fixture(scope="module")
def windows(app: App) -> RunFolder:
    """A run on windows that ring or hum, whose model tells them apart by how peaky they are."""
    random = np.random.default_rng(0)
    values = random.normal(0, 0.02, (COUNT, WINDOW, 1))
    values[::2] *= 4
    for row in range(1, COUNT, 2):
        values[row, random.choice(WINDOW, 8, replace=False)] += 1
    labels = ["outer race" if row % 2 else "normal" for row in range(COUNT)]
    cases = pa.table(
        {
            "label": labels,
            "recording": [f"r{row // 4}" for row in range(COUNT)],
            "start": (np.arange(COUNT) % 4) * WINDOW,
            "machine": [f"pump {row % 5}" for row in range(COUNT)],
            "speed": np.full(COUNT, 25.0),
        }
    )

    def fill(folder: Path) -> tuple[int, int, str]:
        return COUNT, 1, SignalDataset.create(values.astype(np.float32), cases, RATE, folder).fingerprint

    nodes = [
        helper.make_node("Abs", ["signals"], ["size"]),
        helper.make_node("ReduceMean", ["size"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("ReduceL2", ["signals"], ["length"], axes=[1], keepdims=0),
        helper.make_node("Div", ["mean", "length"], ["told"]),
    ]
    taken = helper.make_tensor_value_info("signals", TensorProto.FLOAT, ["n", WINDOW, 1])
    steep, level = 20 * WINDOW**0.5, 0.36 / WINDOW**0.5
    toy = Toy(signal_encoder(WINDOW, 1, RATE), taken, nodes, level, weights=(steep, -steep))
    return finished(app, "fault", toy, labels, fill)


@pytest.fixture(scope="module")
def histories(app: App) -> RunFolder:
    """A run in whose model each item speaks for the next one."""
    return bring_run(app, lambda workspace: workspace_run(workspace.root))


@dataclass(frozen=True)
class Toy:
    """A model that is a softmax of one number a case.

    Attributes:
        encoder: How cases become its input.
        taken: Its input.
        nodes: How the number, ``told``, comes of it.
        level: Where the number stands in the middle.
        weights: What a higher number says for each of the two classes.
    """

    encoder: dict[str, object]
    taken: onnx.ValueInfoProto
    nodes: Sequence[NodeProto]
    level: float
    weights: tuple[float, float]

    def write(self, path: Path) -> None:
        head = [
            helper.make_node("Sub", ["told", "level"], ["over"]),
            helper.make_node("MatMul", ["over", "weights"], ["logits"]),
            helper.make_node("Softmax", ["logits"], ["scores"], axis=1),
        ]
        constants = {"level": np.float32(self.level), "weights": np.array([self.weights], np.float32)}
        scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])
        numbers = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
        graph = helper.make_graph([*self.nodes, *head], "toy", [self.taken], [scores], numbers)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)


def finished(
    app: App, slug: str, toy: Toy, labels: Sequence[str], fill: Callable[[Path], tuple[int, int, str]]
) -> RunFolder:
    """A run with a result, made without training."""
    return bring_run(app, lambda workspace: make_run(workspace, slug, toy, labels, fill))


def make_run(
    workspace: Workspace, slug: str, toy: Toy, labels: Sequence[str], fill: Callable[[Path], tuple[int, int, str]]
) -> RunFolder:
    template = find(slug)
    record = workspace.datasets.add(f"small {slug}", template.task.kind, slug, fill)
    data = template.task.open(workspace.datasets.folder(record.id))
    plan = template.suggest(data)
    assert plan.outcome is not None
    run = workspace.new_run(template.task.kind, "module:function", plan, record, 0, words=template.words)
    run.bundle.mkdir()
    schema = Schema(
        task=template.task.kind,
        template=slug,
        fields=plan.fields,
        outcome=plan.outcome,
        encoder=toy.encoder,
        threshold=0.5,
    )
    schema.save(run.bundle / SCHEMA)
    toy.write(run.bundle / MODEL)
    rows = np.arange(COUNT)
    y = np.array([plan.outcome.classes.index(label) for label in labels], np.int32)
    score = Bundle.load(run.bundle).score(template.task.encode(data.take(rows), schema))
    parts = {"validation": rows[: COUNT // 2], "test": rows[COUNT // 2 :]}
    cases = {part: CaseScores(chosen, y[chosen], score[chosen]) for part, chosen in parts.items()}
    for part, held in cases.items():
        write_cases(run, part, held)
    report = judge(
        outcome=plan.outcome,
        costs=Costs(),
        threshold=0.5,
        **cases,
        baselines={},
        counts={name: np.bincount(y).tolist() for name in ("train", *cases)},
        best_epoch=1,
        epochs=1,
        seconds=1.0,
    )
    report.save(run.report_path)
    run.set_status("finished")
    return run


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name="What if", exact=True).wait_for()
    page.get_by_test_id("stMetric").first.wait_for()
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the answer to what was asked last stands there."""
    page.wait_for_timeout(DRAWN)
    idle(page)
    page.wait_for_function("() => !document.querySelector('[data-stale=true]')")


def until(page: Page, come_true: Callable[[], bool]) -> None:
    """Wait for something that can't be said as one locator, as long as a busy machine may take."""
    end = time.monotonic() + 20
    while not come_true():
        assert time.monotonic() < end, "this did not come true"
        page.wait_for_timeout(100)


def cards(page: Page) -> list[tuple[str, ...]]:
    """Each card: its title, its value, and what stands beside it."""
    read = """all => all.map((card) => ['Label', 'Value', 'Delta'].map(
        (part) => card.querySelector(`[data-testid=stMetric${part}]`)?.innerText ?? ''))"""
    return [tuple(each) for each in page.get_by_test_id("stMetric").evaluate_all(read)]


def until_it_flips(page: Page, slider: str, key: str, most: int) -> bool:
    """Press a key on a slider until the first card has another value; whether it had before the end."""
    before = cards(page)[0][1]
    page.get_by_role("slider", name=re.compile(f"^{slider}")).focus()
    for _ in range(most):
        page.keyboard.press(key)
        drawn(page)
        if cards(page)[0][1] != before:
            return True
    return False


def kept(page: Page) -> str:
    """Keep what stands there; gives the address that brings it back."""
    button(page, "Keep as scenario").click()
    page.wait_for_url(re.compile("scenario="))
    drawn(page)
    return page.url


def comes_back(page: Page, address: str, read: Callable[[Page], object]) -> None:
    """In a tab that knows nothing of this one, the address shows the same."""
    other = page.context.new_page()
    opened(other, address)
    until(other, lambda: read(other) == read(page))
    other.close()


def test_a_picture_is_made_darker_until_its_answer_flips(app: App, page: Page, pictures: RunFolder) -> None:
    opened(page, f"{app.url}/what_if?run={pictures.id}")
    named = cards(page)[0][1]
    assert until_it_flips(page, "Brightness", "ArrowLeft" if named == "light" else "ArrowRight", 16)
    flipped = cards(page)[0]
    assert {named, flipped[1]} == {"dark", "light"}
    assert f"was {named}" in flipped[-1]
    expect(page.get_by_text("after", exact=True)).to_be_visible()
    comes_back(page, kept(page), cards)
    expect(page.get_by_test_id("stDataFrame").filter(has_text=f"Answer {flipped[1]}").last).to_be_attached()


def test_noise_is_added_to_a_window_until_its_answer_flips(app: App, page: Page, windows: RunFolder) -> None:
    opened(page, f"{app.url}/what_if?run={windows.id}")
    assert cards(page)[0][1] == "outer race"
    assert until_it_flips(page, "Noise", "ArrowRight", 40)
    assert cards(page)[0][1] == "normal"
    expect(page.get_by_text("Changed like this the window is named normal instead of outer race.")).to_be_visible()
    comes_back(page, kept(page), cards)


def listed(page: Page, before: Sequence[str]) -> list[str]:
    """Wait until ten suggestions stand there that are others than before, or in another order."""
    until(page, lambda: len(rows(page)) == 10 and rows(page) != before)
    return rows(page)


def rows(page: Page) -> list[str]:
    """The suggestions on the screen, best first."""
    grid = page.get_by_test_id("stDataFrame").filter(has_text="Chosen next").first
    return grid.locator("[role=gridcell][aria-colindex='3']").all_inner_texts()


def chosen(page: Page, label: str, option: re.Pattern[str]) -> str:
    """Choose the first fitting option of a list; gives what it is called."""
    page.get_by_role("combobox", name=label).click()
    found = page.get_by_role("option").filter(has_text=option).first
    name = found.inner_text()
    found.click()
    page.keyboard.press("Escape")
    return name


def test_items_are_taken_out_and_added_until_the_list_moves(app: App, page: Page, histories: RunFolder) -> None:
    opened(page, f"{app.url}/what_if?run={histories.id}")
    before = listed(page, ())
    taken = chosen(page, "Take out", re.compile(r"^2\. .+ \(\d{4}-\d\d-\d\d\)$"))
    moved = listed(page, before)
    chosen(page, "Choose next", re.compile("."))
    listed(page, moved)
    expect(page.get_by_test_id("stMultiSelect").filter(has_text="Take out").get_by_text(taken)).to_be_visible()
    until(page, lambda: cards(page)[-1] == ("Events in the history", "17", "was 17"))
    comes_back(page, kept(page), lambda tab: (rows(tab), cards(tab)))
    expect(page.get_by_test_id("stDataFrame").filter(has_text=taken[:12]).last).to_be_attached()
