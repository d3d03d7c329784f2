"""Changed pictures and a model that names a picture "bright" where its upper left quarter is."""

import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from bigmodel.inference.pictures import picture_encoder
from bigmodel.runs.scores import CaseScores, read_cases, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Figure, Metric, Outcome, Plan, Report, Schema, Sentence, Table, Words
from bigmodel.tasks.images.dataset import PICTURES, PictureDataset
from bigmodel.tasks.images.what_if import all_pictures, one_picture
from bigmodel.tasks.images.what_if.all_pictures import AllPictures, spread
from bigmodel.tasks.images.what_if.one_picture import OnePicture

SIDE, COUNT = 16, 40
CLASSES = {2: ("dark", "bright"), 3: ("dark", "bright", "never")}
WORDS = Words(case="picture", cases="pictures")


class Quarter:
    """The model: its answer rests on the upper left quarter alone."""

    def __init__(self, classes):
        self.schema = Schema(
            task="images",
            template="images",
            fields=(Field(name="picture", kind="picture", role="feature"),),
            outcome=Outcome(classes=classes),
            encoder=picture_encoder(SIDE, SIDE, "L"),
            threshold=0.5 if len(classes) == 2 else None,
        )

    def score(self, tensors):
        bright = (tensors["pictures"][:, : SIDE // 2, : SIDE // 2].mean((1, 2, 3)) / 255).astype("float32")
        if len(self.schema.outcome.classes) == 2:
            return bright
        return np.stack([0.9 * (1 - bright), 0.9 * bright, np.full_like(bright, 0.1)], axis=1)


@pytest.fixture(params=[2, 3])
def asked(request, tmp_path, monkeypatch):
    """A run with a result, its pictures, and its model."""
    model = Quarter(CLASSES[request.param])
    random = np.random.default_rng(0)
    shades = np.where(np.arange(COUNT) % 2, 180, 60)
    pictures = np.clip(shades[:, None, None, None] + random.normal(0, 20, (COUNT, SIDE, SIDE, 1)), 0, 255)
    workspace = Workspace(tmp_path)

    def fill(folder):
        np.save(folder / PICTURES, pictures.astype("uint8"))
        labels = [CLASSES[2][row % 2] for row in range(COUNT)]
        cases = pa.table({"label": labels, "name": [str(row) for row in range(COUNT)]})
        return COUNT, 1, PictureDataset.create(cases, [], folder).fingerprint

    record = workspace.datasets.add("shades", "images", "images", fill)
    plan = Plan(template="images", fields=model.schema.fields, outcome=model.schema.outcome, network="cnn")
    run = workspace.new_run("images", "module:function", plan, record, seed=0)
    data = PictureDataset(workspace.datasets.folder(record.id))
    rows = np.arange(COUNT)
    write_cases(run, "test", CaseScores(rows, (rows % 2).astype("int32"), model.score({"pictures": data.pictures})))
    report = Report(
        best_epoch=1, epochs=1, threshold=model.schema.threshold, metrics={}, baselines={}, counts={}, seconds=1.0
    )
    report.save(run.report_path)
    for module in (one_picture, all_pictures):
        monkeypatch.setattr(module.Bundle, "load", lambda _folder, threads=1: model)
    return run, data, model


def shown(view, asked, **values):
    return view.blocks(asked[0], asked[1], WORDS, values)


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def first(blocks, kind):
    return next(block for block in blocks if isinstance(block, kind))


def test_unchanged_a_picture_is_what_it_was(asked):
    found = metrics(shown(OnePicture(), asked))
    answer = found.pop("Answer")
    assert answer.beside == f"was {answer.value}, in truth {answer.value}"
    ((title, certainty),) = found.items()
    assert title == f"Certainty of {answer.value}"
    assert certainty.beside == f"was {certainty.value}"


def test_darkened_enough_a_bright_picture_becomes_dark_and_the_point_is_said(asked):
    (control, *_) = OnePicture().controls(asked[0])
    picture = next(option for option in control.options if "bright" in option)
    blocks = shown(OnePicture(), asked, picture=picture, brightness=-80, along="Brightness")
    assert metrics(blocks)["Answer"].value == "dark"
    assert metrics(blocks)["Answer"].beside == "was bright, in truth bright"
    said = [block.text for block in blocks if isinstance(block, Sentence)][-1]
    assert "Darker by" in said
    assert "the answer becomes dark" in said
    certain, _ = first(blocks, Figure).figure["data"]
    assert certain["y"][0] < 0.5 < certain["y"][list(certain["x"]).index(0)]


def test_a_cover_counts_where_the_model_looks_and_nowhere_else(asked):
    (control, *_) = OnePicture().controls(asked[0])
    picture = next(option for option in control.options if "bright" in option)
    away = metrics(shown(OnePicture(), asked, picture=picture, cover=50, place="bottom right"))
    certainty = next(block for title, block in away.items() if title.startswith("Certainty"))
    assert certainty.beside == f"was {certainty.value}"


def test_a_picture_that_is_brought_takes_the_place_of_the_test_picture(asked, tmp_path):
    stream = io.BytesIO()
    Image.new("RGB", (50, 30), (250, 250, 250)).save(stream, "PNG")
    (tmp_path / "new.png").write_bytes(stream.getvalue())
    for data in (asked[1], None):
        blocks = OnePicture().blocks(asked[0], data, WORDS, {"file": tmp_path / "new.png"})
        assert metrics(blocks)["Answer"].value == "bright"


def test_the_page_starts_with_the_mistake_that_little_turns(asked):
    run, _, _ = asked
    cases = read_cases(run, "test")
    (control, *_) = OnePicture().controls(run)
    assert control.default == control.options[-1], "all are named right: the least certain of them"
    y = cases.y.copy()
    y[:6] = 1 - y[:6]
    write_cases(run, "test", CaseScores(cases.row, y, cases.score))
    (control, *_) = OnePicture().controls(run)
    mistakes = [option for option in control.options if "taken for" in option]
    assert len(mistakes) == 6
    assert control.default == mistakes[-1]
    blocks = shown(OnePicture(), asked, picture=control.default)
    value = metrics(blocks)["Answer"].value
    assert metrics(blocks)["Answer"].beside == f"was {value}, in truth {'dark' if value == 'bright' else 'bright'}"


def test_the_answer_for_all_pictures_comes_first_in_a_sentence(asked):
    def told(**values):
        return [block.text for block in shown(AllPictures(), asked, **values) if isinstance(block, Sentence)][1]

    assert told() == "Of 40 test pictures 40 are named right. Move a slider to change them all."
    assert told(brightness=-80) == "Of 40 test pictures 20 are named right, 40 before; 20 are named otherwise."


def test_unchanged_every_picture_is_what_it_was(asked):
    found = metrics(shown(AllPictures(), asked))
    assert found["Answers that flip"].value == "0 %"
    assert found["Accuracy"].beside.endswith(f"was {found['Accuracy'].value}")
    assert found["Macro F1"].beside.endswith(f"was {found['Macro F1'].value}")
    table = first(shown(AllPictures(), asked), Table)
    assert table.columns["Named right"] == table.columns["Was"]


def test_in_the_dark_every_bright_picture_is_named_wrong(asked):
    blocks = shown(AllPictures(), asked, brightness=-80)
    found = metrics(blocks)
    assert found["Accuracy"].value == "0.50"
    assert found["Accuracy"].tone == "caution"
    table = first(blocks, Table)
    assert table.columns["Class"] == ["dark", "bright"]
    assert table.columns["Named right"] == [1.0, 0.0]
    curve = first(blocks, Figure).figure["data"][-1]
    assert curve["y"][0] == 0.5
    assert max(curve["y"]) == 1.0


def test_scores_of_unchanged_pictures_are_the_stored_ones(asked):
    run, data, model = asked
    cases = one_picture.offered_in(run)[0]
    scores = one_picture._probabilities(model, one_picture.Altered().of_pictures(data.take(cases.row)))
    stored = cases.score if cases.score.ndim == 2 else np.stack([1 - cases.score, cases.score], axis=1)
    assert np.abs(scores - stored).max() < 1e-5


@pytest.mark.parametrize("view", [OnePicture(), AllPictures()])
def test_deleted_pictures_are_said_in_one_sentence(asked, view):
    heading, said = view.blocks(asked[0], None, WORDS, {})
    assert heading.level == 2
    assert "deleted" in said.text


@pytest.mark.parametrize(("number", "most"), [(1, 5), (5, 5), (100, 7)])
def test_positions_are_spread_from_the_first_to_the_last(number, most):
    places = spread(number, most)
    assert len(places) == min(number, most)
    assert places[0] == 0
    assert places[-1] == (number - 1 if most > 1 else 0)
