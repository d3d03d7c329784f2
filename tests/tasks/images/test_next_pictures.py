"""The section "Next month's file" for pictures, with a model that names shades."""

import io

import numpy as np
import pyarrow as pa
import pytest
from picture_files import zipped
from PIL import Image

from bigmodel.inference.pictures import picture_encoder
from bigmodel.runs.scores import CaseScores, read_cases, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Figure, Gallery, Metric, Outcome, Plan, Problem, Report, Schema, Sentence, Table, Words
from bigmodel.tasks.images.dataset import PICTURES, PictureDataset
from bigmodel.tasks.images.what_if import next_file
from bigmodel.tasks.images.what_if.next_file import NextPictures
from bigmodel.tasks.images.what_if.properties import picture_properties

SIDE, COUNT = 16, 120
SHADES = {"dark": 40, "middle": 120, "light": 200}
WORDS = Words(case="picture", cases="pictures")
VIEW = NextPictures()


class ByShade:
    """The model: it names the shade that is nearest to the picture's mean, the surer the nearer."""

    def __init__(self, classes):
        self.schema = Schema(
            task="images",
            template="images",
            fields=FIELDS,
            outcome=Outcome(classes=classes),
            encoder=picture_encoder(SIDE, SIDE, "L"),
            threshold=0.5 if len(classes) == 2 else None,
        )

    def score(self, tensors):
        mean = tensors["pictures"].mean(axis=(1, 2, 3))
        near = np.exp(-np.abs(mean[:, None] - [SHADES[name] for name in self.schema.outcome.classes]) / 10)
        shares = (near / near.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares[:, 1] if shares.shape[1] == 2 else shares


FIELDS = (
    Field(name="picture", kind="picture", role="feature"),
    Field(name="label", kind="category", role="target"),
)


def drawn(classes, seed, change=lambda pixels: pixels):
    """Pictures uint8 (n, side, side, 1) of these shades in turn."""
    random = np.random.default_rng(seed)
    shades = np.array([SHADES[classes[row % len(classes)]] for row in range(COUNT)])
    pixels = (
        shades[:, None, None, None]
        + random.normal(0, 18, (COUNT, 1, 1, 1))
        + random.normal(0, 8, (COUNT, SIDE, SIDE, 1))
    )
    return np.clip(change(pixels), 0, 255).astype(np.uint8)


@pytest.fixture(params=[2, 3], ids=["two", "three"])
def asked(request, tmp_path, monkeypatch):
    """A run with a result, its pictures and its classes."""
    classes = tuple(SHADES)[: request.param]
    model, pictures = ByShade(classes), drawn(classes, 0)
    workspace = Workspace(tmp_path / "home")

    def fill(folder):
        np.save(folder / PICTURES, pictures)
        labels = [classes[row % len(classes)] for row in range(COUNT)]
        cases = pa.table({"label": labels, "name": [str(row) for row in range(COUNT)]})
        return COUNT, 1, PictureDataset.create(cases, [], folder).fingerprint

    record = workspace.datasets.add("shades", "images", "images", fill)
    plan = Plan(template="images", fields=FIELDS, outcome=model.schema.outcome, network="cnn")
    run = workspace.new_run("images", "module:function", plan, record, seed=0)
    y = (np.arange(COUNT) % len(classes)).astype(np.int32)
    for part in ("validation", "test"):
        write_cases(run, part, CaseScores(np.arange(COUNT), y, model.score({"pictures": pictures})))
    Report(
        best_epoch=1, epochs=1, threshold=model.schema.threshold, metrics={}, baselines={}, counts={}, seconds=1.0
    ).save(run.report_path)
    monkeypatch.setattr(next_file.Bundle, "load", lambda _folder, threads=1: model)
    return run, PictureDataset(workspace.datasets.folder(record.id)), classes


@pytest.fixture
def bring(asked, tmp_path):
    """Blocks for a zip of later pictures."""

    def of(change=lambda pixels: pixels, folders=True, known=True, extra=(), number=COUNT, **values):
        run, data, classes = asked
        files = {}
        for row, picture in enumerate(drawn(classes, 1, change)[:number]):
            stream = io.BytesIO()
            Image.fromarray(picture[:, :, 0]).save(stream, "PNG")
            files[f"{classes[row % len(classes)]}/{row}.png" if folders else f"{row}.png"] = stream.getvalue()
        files |= {name: b"no picture" if "broken" in name else stream.getvalue() for name in extra}
        path = zipped(tmp_path / "later.zip", files)
        return VIEW.blocks(run, data if known else None, WORDS, {"file": path, **values})

    return of


def said(blocks):
    return [block.text for block in blocks if isinstance(block, Sentence)]


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def moves(blocks):
    (table,) = [each for each in blocks if isinstance(each, Table) and each.title == "What has moved"]
    return dict(zip(table.columns["Property"], table.columns["What it did"], strict=True))


def darker(pixels):
    return pixels * 0.4


def test_without_a_file_it_says_what_to_bring(asked):
    run, data, _ = asked
    (control,) = VIEW.controls(run)
    assert control.kind == "file"
    assert {".zip", ".png"} <= set(control.options)
    assert "next month's" in said(VIEW.blocks(run, data, WORDS, {"file": None}))[1]


def test_more_of_the_same_holds(bring):
    blocks = bring()
    assert any("still holds" in text for text in said(blocks))
    assert "No property has moved since training" in said(blocks)[3]
    assert set(moves(blocks).values()) == {"steady"}
    cards = metrics(blocks)
    assert cards["Pictures"].beside == f"validation: {COUNT}"
    assert cards["Properties that moved"].value == "0"
    (table,) = [each for each in blocks if isinstance(each, Table) and "intervals" in each.title]
    assert list(table.columns) == ["Number", "Validation", "This file"]


def test_darker_pictures_have_moved_and_the_model_is_worse(bring, asked):
    blocks = bring(darker)
    found = moves(blocks)
    assert found["Brightness"] == found["Contrast"] == "moved"
    assert any("Brightness (moved)" in text for text in said(blocks))
    if len(asked[2]) == 3:
        assert any("worse here than in validation, by more than chance" in text for text in said(blocks))
        assert metrics(blocks)["Accuracy"].beside.startswith("validation: ")
    else:
        assert {"Share flagged", "Precision", "Drift of the scores"} <= set(metrics(blocks))


def test_without_classes_the_answers_are_compared(bring, asked):
    blocks = bring(folders=False)
    assert "Accuracy" not in metrics(blocks)
    assert "Precision" not in metrics(blocks)
    start = "The model sorts 120 pictures" if len(asked[2]) == 3 else "Of 120 pictures"
    assert said(blocks)[1].startswith(start)
    assert said(blocks)[2].startswith("As far as can be told")
    assert any("doubtful" in text for text in said(bring(darker, folders=False)))


def test_what_would_be_left_to_a_person_is_told(bring, asked):
    run, _, _ = asked
    assert "Left to a person" not in metrics(bring()), "validation has no mistake that a certainty would halve"
    before = read_cases(run, "validation")
    sure = before.score.max(axis=1) if before.score.ndim == 2 else np.abs(before.score - 0.5)
    y, doubtful = before.y.copy(), np.argsort(sure)[:10]
    y[doubtful] = (y[doubtful] + 1) % len(asked[2])
    write_cases(run, "validation", CaseScores(before.row, y, before.score))
    card = metrics(bring())["Left to a person"]
    assert card.value.endswith(" %")
    assert card.beside.startswith("validation: ")


def test_the_least_certain_pictures_are_shown_with_their_names(bring):
    (gallery,) = [block for block in bring() if isinstance(block, Gallery)]
    assert len(gallery.pictures) == next_file.SHOWN == len(gallery.captions)
    assert gallery.pictures[0].shape == (SIDE, SIDE)
    assert gallery.captions[0].split(":")[0].endswith(".png")
    certain = [float(caption.rsplit("(", 1)[1].rstrip(")")) for caption in gallery.captions]
    assert certain == sorted(certain)


def test_long_names_keep_their_ends(bring):
    name = f"{'camera_at_the_gate_' * 4}0017.png"
    (gallery,) = [block for block in bring(number=1, extra=(f"{'folder' * 20}/{name}",)) if isinstance(block, Gallery)]
    (caption,) = [each for each in gallery.captions if each.startswith("camera")]
    assert caption.split(":")[0].endswith("te_0017.png")
    assert len(caption) < 60


def test_broken_pictures_and_folders_that_are_no_class_are_told(bring):
    texts = said(bring(extra=("dark/broken.png", "<b>unheard of/one.png")))
    assert any("1 file is not a picture or is damaged" in text for text in texts)
    assert any("<b>unheard of" in text for text in texts), "the page escapes it"
    assert any("1 of the pictures has no outcome that the model knows" in text for text in texts)


def test_a_deleted_dataset_leaves_the_answers(bring):
    blocks = bring(known=False)
    assert any("The dataset of this run was deleted: only" in text for text in said(blocks))
    assert "Properties that moved" not in metrics(blocks)
    assert [block for block in blocks if isinstance(block, Figure)]


def test_one_picture_is_too_few(bring, asked):
    _, first, second, third, *_ = said(bring(number=1, folders=False))
    two = len(asked[2]) == 2
    assert first == ("This picture would not be flagged." if two else "The model takes the picture for dark.")
    held = "threshold" if two else "model"
    assert second == f"There are too few pictures to tell whether the {held} still holds."
    assert third == "With so few, nothing can be said of what has moved."


def test_progress_is_told(bring):
    done = []
    bring(progress=done.append)
    assert done[0] == 0.0
    assert done[-1] == 1.0


def test_a_file_without_pictures_says_so(asked, tmp_path):
    run, data, _ = asked
    for name in ("nothing.zip", "gone.zip", "broken.png"):
        path = tmp_path / name
        if name == "nothing.zip":
            zipped(path, {"a.txt": "text"})
        elif name == "broken.png":
            path.write_bytes(b"\x89PNG")
        with pytest.raises(Problem):
            VIEW.blocks(run, data, WORDS, {"file": path})


def test_properties_are_what_they_say():
    flat = np.full((1, 8, 8, 3), 51, np.uint8)
    found = picture_properties(flat)
    assert found["Brightness"] == pytest.approx(0.2)
    assert found["Contrast"] == pytest.approx(0, abs=1e-6)
    assert np.isnan(found["Sharpness"]).all()
    assert found["Colour"] == 0
    red = flat.copy()
    red[..., 0] = 255
    assert picture_properties(red)["Colour"] == pytest.approx(0.8)
    stripes = np.tile(np.array([0, 200], np.uint8), (2, 8, 4))[..., None]
    waves = np.tile(np.array([0, 0, 0, 0, 200, 200, 200, 200], np.uint8), (2, 8, 1))[..., None]
    assert picture_properties(stripes)["Sharpness"][0] > picture_properties(waves)["Sharpness"][0]
    half = (stripes // 2).astype(np.uint8)
    assert picture_properties(half)["Sharpness"] == pytest.approx(picture_properties(stripes)["Sharpness"])
