"""The section "Next month's file" for signals, on a run that really learnt."""

import numpy as np
import pytest

from bigmodel.inference.signals import Signals
from bigmodel.spec import Metric, Problem, Sentence, Table, Words
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.what_if.next_file import NextWindows
from bigmodel.tasks.signals.what_if.properties import window_properties

VIEW = NextWindows()
WORDS = Words(case="window", cases="windows")


@pytest.fixture
def bring(learnt, tmp_path):
    """Blocks for a file of later windows."""

    def of(
        change=lambda values: values, *, labelled=True, known=True, rate=None, speed=1500.0, rows=slice(None), **values
    ):
        run, data = learnt
        content = {
            "X": change(np.asarray(data.signals)[rows]),
            "rate": rate or data.rate,
            "rpm": speed,
            "recording": data.cases["recording"].to_pylist()[rows],
        }
        if labelled:
            content["label"] = data.cases["label"].to_pylist()[rows]
        np.savez(tmp_path / "later.npz", **content)
        return VIEW.blocks(run, data if known else None, WORDS, {"file": tmp_path / "later.npz", **values})

    return of


def said(blocks):
    return [block.text for block in blocks if isinstance(block, Sentence)]


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def table(blocks, title):
    return next(block for block in blocks if isinstance(block, Table) and block.title == title).columns


def moves(blocks):
    found = table(blocks, "What has moved")
    return dict(zip(found["Property"], found["What it did"], strict=True))


def louder(values):
    return 5 * values


def test_without_a_file_it_says_what_to_bring(learnt):
    run, data = learnt
    (control,) = VIEW.controls(run)
    assert {".npz", ".mat", ".csv", ".zip"} <= set(control.options)
    assert "next month's" in said(VIEW.blocks(run, data, WORDS, {"file": None}))[1]


def test_more_of_the_same_holds(bring):
    blocks = bring()
    assert said(blocks)[1].endswith("windows are sorted right.")
    assert "hold" in said(blocks)[2]
    assert not {"moved", "moved a little"} & set(moves(blocks).values())
    assert metrics(blocks)["Windows"].value == "90"
    assert metrics(blocks)["Properties that moved"].beside == "of 7"
    assert any("Windows of one recording are alike" in text for text in said(blocks))


def test_louder_windows_have_moved_in_level_alone(bring):
    found = moves(bring(louder))
    assert found["side 0: level (RMS)"] == found["side 1: level (RMS)"] == "moved"
    assert found["side 0: kurtosis"] == found["side 0: mean frequency (Hz)"] == "steady"


def test_without_classes_the_answers_are_compared(bring):
    blocks = bring(labelled=False)
    assert "Accuracy" not in metrics(blocks)
    assert said(blocks)[1].startswith("The model sorts 90 windows, most often as")
    assert said(blocks)[2].startswith("As far as can be told")
    assert "In truth" not in table(blocks, "Least certain")


def test_the_least_certain_windows_are_named(bring, learnt):
    found = table(bring(), "Least certain")
    assert len(found["Recording"]) == 10
    assert found["Certainty"] == sorted(found["Certainty"])
    assert set(found["From"]) <= {"0 s", "0.128 s", "0.256 s"}
    assert set(found["Taken for"]) | set(found["In truth"]) <= set(learnt[1].cases["label"].to_pylist())


def test_a_dataset_that_is_deleted_meanwhile_is_no_traceback(bring, learnt, tmp_path):
    bring()
    data = SignalDataset(learnt[1].folder)
    data.folder = tmp_path / "gone"
    with pytest.raises(Problem, match="gone or damaged"):
        VIEW.blocks(learnt[0], data, WORDS, {"file": tmp_path / "later.npz"})


def test_a_deleted_dataset_leaves_the_answers(bring):
    blocks = bring(known=False)
    assert any("only the answers and their certainty can be compared" in text for text in said(blocks))
    assert "Properties that moved" not in metrics(blocks)


def test_few_windows_are_too_few(bring):
    assert any("The class of only 5 windows is known" in text for text in said(bring(rows=slice(0, 5))))
    assert any("too few windows" in text for text in said(bring(rows=slice(0, 5), labelled=False)))


def test_other_rates_and_channels_and_no_file_are_said(bring, learnt, tmp_path):
    with pytest.raises(Problem, match="Windows of 4,000 Hz"):
        bring(rate=4000)
    with pytest.raises(Problem, match="1 channels, the model takes 2"):
        bring(lambda values: values[..., :1])
    with pytest.raises(Problem):
        VIEW.blocks(*learnt, WORDS, {"file": tmp_path / "gone.npz"})


def test_progress_is_told(bring):
    done = []
    bring(progress=done.append)
    assert done[0] == 0.0
    assert done[-1] == 1.0


def test_properties_are_what_they_say():
    rate, window = 2000.0, 256
    clock = np.arange(window) / rate
    tone = 3 + np.sqrt(2) * np.sin(2 * np.pi * 250 * clock)
    values = np.stack([tone, np.full(window, 7.0)], axis=1)[None].astype(np.float32)
    found = window_properties(Signals(values, np.array([25.0]), rate), ["a", "b"])
    assert found["a: level (RMS)"] == pytest.approx(1, abs=0.01)
    assert found["a: kurtosis"] == pytest.approx(1.5, abs=0.05)
    assert found["a: mean frequency (Hz)"] == pytest.approx(250, abs=2)
    assert np.isnan(found["b: kurtosis"]).all()
    assert found["Speed (rpm)"] == pytest.approx(1500)


def test_a_speed_that_is_not_known_is_not_compared(bring):
    assert "Speed (rpm)" in moves(bring())
    assert "Speed (rpm)" not in moves(bring(speed=np.nan))
