"""Pictures are shown to a frozen network once: here it gives the mean of each half."""

import numpy as np
import pytest

from bigmodel.spec import Problem
from bigmodel.tasks.images import inner
from bigmodel.tasks.images.feature_cache import FeatureCache
from bigmodel.tasks.images.inner import Frozen, inner_of
from bigmodel.training.onnx_graph import Graph

SHAPE = (4, 6, 1)
ROWS = np.array([5, 3, 140, 0, 7, 99])
PICTURES = np.random.default_rng(0).integers(0, 256, (200, *SHAPE)).astype("uint8")


def halves():
    graph = Graph()
    values = graph.add("Cast", "pictures", to=1)
    parts = [
        graph.add("ReduceMean", part, graph.constant([1, 2, 3], "int64"), keepdims=0)
        for part in (
            graph.add("Slice", values, *(graph.constant([value], "int64") for value in ends))
            for ends in ((0, 3, 2), (3, 6, 2))
        )
    ]
    apart = [graph.add("Unsqueeze", part, graph.constant([1], "int64")) for part in parts]
    graph.add("Concat", *apart, axis=1, name="inner")
    return graph.model({"pictures": ("uint8", ["rows", *SHAPE])}, {"inner": ["rows", 2]})


@pytest.fixture(params=[False, True])
def frozen(request):
    return Frozen(halves(), (2,), request.param)


class Told:
    """Takes events, and counts which pictures were asked for."""

    def __init__(self, stop_after=None):
        self.events, self.taken, self.stop_after = [], [], stop_after

    def emit(self, kind, **values):
        self.events.append({"kind": kind, **values})

    def take(self, rows):
        self.taken += rows.tolist()
        return PICTURES[rows]

    def stopped(self):
        return self.stop_after is not None and len(self.taken) >= self.stop_after

    @property
    def said(self):
        return " ".join(event.get("message", "") for event in self.events)


def look(told, frozen, folder, rows=ROWS):
    cache = FeatureCache(folder, {"mirrored": frozen.mirrored}, (frozen.copies, 2))
    return inner_of(frozen, told.take, rows, cache, emit=told.emit, stopped=told.stopped)


def expected(rows, mirrored):
    pictures = PICTURES[rows].astype("float32")
    plain = np.stack([pictures[:, :, :3].mean((1, 2, 3)), pictures[:, :, 3:].mean((1, 2, 3))], axis=1)
    return np.stack([plain, plain[:, ::-1]], axis=1) if mirrored else plain[:, None]


def test_every_picture_is_seen_once_and_its_mirror_image_where_wanted(tmp_path, frozen):
    told = Told()
    found = look(told, frozen, tmp_path)
    assert np.allclose(found, expected(ROWS, frozen.mirrored), atol=1e-3)
    assert sorted(told.taken) == sorted(ROWS.tolist())
    last = told.events[-1]
    assert (last["kind"], last["done"], last["of"], last["left"]) == ("prepare", len(ROWS), len(ROWS), 0)


def test_the_next_training_sees_only_what_is_new(tmp_path, frozen):
    first = look(Told(), frozen, tmp_path)
    told = Told()
    more = np.array([8, *ROWS[::-1]])
    found = look(told, frozen, tmp_path, more)
    assert told.taken == [8]
    assert np.array_equal(found[1:][::-1], first)
    assert "6 of 7 pictures were looked at in an earlier training" in told.said


def test_a_stop_keeps_what_was_seen(tmp_path, frozen, monkeypatch):
    monkeypatch.setattr(inner, "BATCHES", 2)
    rows = np.arange(100)
    told = Told(stop_after=30)
    assert look(told, frozen, tmp_path, rows) is None
    seen = len(told.taken)
    assert 30 <= seen < 60
    again = Told()
    assert np.allclose(look(again, frozen, tmp_path, rows), expected(rows, frozen.mirrored), atol=1e-3)
    assert len(again.taken) == 100 - seen


def test_a_damaged_memory_is_said_and_looked_at_anew(tmp_path, frozen):
    look(Told(), frozen, tmp_path)
    (path,) = (tmp_path / "features").iterdir()
    path.write_bytes(path.read_bytes()[:-30])
    told = Told()
    assert np.allclose(look(told, frozen, tmp_path), expected(ROWS, frozen.mirrored), atol=1e-3)
    assert "damaged" in told.said


def test_what_can_not_be_kept_is_said_and_training_goes_on(tmp_path, frozen):
    (tmp_path / "features").write_text("in the way")
    told = Told()
    assert look(told, frozen, tmp_path) is not None
    assert "looks at the pictures again" in told.said


def test_more_than_memory_holds_is_refused(tmp_path, frozen, monkeypatch):
    monkeypatch.setattr(inner, "LARGEST", 10)
    with pytest.raises(Problem, match="too many"):
        look(Told(), frozen, tmp_path)
