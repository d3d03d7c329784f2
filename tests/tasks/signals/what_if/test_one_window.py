import numpy as np
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Figure, Metric, Problem, Sentence, Words
from bigmodel.tasks.signals.dataset import heard
from bigmodel.tasks.signals.what_if.altered import Altered
from bigmodel.tasks.signals.what_if.asked import altered_by, ask_changed
from bigmodel.tasks.signals.what_if.bands import band_falls, without_bands
from bigmodel.tasks.signals.what_if.noise import LEVELS, along_noise
from bigmodel.tasks.signals.what_if.one_window import OneWindow

WORDS = Words(case="window", cases="windows")


def of(kind, blocks):
    return [block for block in blocks if isinstance(block, kind)]


def asked(learnt, **changes):
    run, data = learnt
    values = {control.name: control.default for control in OneWindow().controls(run)}
    return OneWindow().blocks(run, data, WORDS, {**values, **changes})


def cards(blocks):
    return {metric.title: metric for metric in of(Metric, blocks)}


@pytest.mark.parametrize("part", ["validation", "test"])
def test_with_nothing_changed_the_scores_are_those_that_are_stored(learnt, part):
    run, data = learnt
    cases = read_cases(run, part)
    score = ask_changed(Bundle.load(run.bundle), heard(data, cases.row, run.spec().plan), cases.row, Altered())
    assert np.abs(score - cases.score).max() < 1e-5


def test_what_starts_unchanged_says_what_was(learnt):
    blocks = asked(learnt)
    found = cards(blocks)
    named = found["Named"].value
    assert found["Named"].beside == f"was {named}, in truth {named}"
    assert found[f"Probability of {named}"].beside == f"was {found[f'Probability of {named}'].value}"
    assert named != "healthy"
    waveform = of(Figure, blocks)[0]
    assert [trace.get("name") for trace in waveform.figure["data"]] == [None]


def test_the_channel_on_which_the_fault_sounds_turns_the_answer_when_it_dies(learnt):
    run, _ = learnt
    control = next(each for each in OneWindow().controls(run) if each.name == "dead")
    assert control.options == ("All work", "1. side 0", "2. side 1")
    kept, lost = (cards(asked(learnt, dead=option)) for option in control.options[1:])
    was = cards(asked(learnt))["Named"].value
    title = f"Probability of {was}"
    assert float(lost[title].value.split()[0]) < float(kept[title].value.split()[0])
    assert lost[title].value != lost[title].beside.removeprefix("was ")


def test_enough_noise_flips_the_answer_and_the_page_says_from_where_on(learnt):
    run, data = learnt
    cases = read_cases(run, "test")
    bundle, plan = Bundle.load(run.bundle), run.spec().plan
    found = [along_noise(bundle, heard(data, [row], plan), int(row), Altered(strength=0.1)) for row in cases.row]
    flips = [along.flip for along in found if along.flip is not None]
    assert flips
    along = next(each for each in found if each.flip is not None)
    place = int(np.flatnonzero(along.levels == along.flip)[0])
    assert (along.named[:place] == along.named[0]).all()
    assert along.named[place] != along.named[0]
    assert len(along.levels) == len(LEVELS) == len(along.score)


def test_the_answer_rests_on_the_band_in_which_the_fault_rings(learnt):
    run, data = learnt
    bundle = Bundle.load(run.bundle)
    row = next(row for row in read_cases(run, "test").row if data.cases["label"][int(row)].as_py() == "outer race")
    named = bundle.schema.outcome.classes.index("outer race")
    edges, falls = band_falls(bundle, heard(data, [row], run.spec().plan), named)
    best = int(falls.argmax())
    assert edges[best] - 50 <= 700 <= edges[best + 1] + 50
    assert falls[best] > 0


def test_bands_are_taken_out_one_at_a_time_and_all_are_looked_at(learnt):
    _, data = learnt
    signals = data.take([0])
    less, edges = without_bands(signals)
    assert len(less) == len(edges) - 1
    assert edges[-1] == data.rate / 2
    lost = (signals.values[0].astype(float)[None] - less.values).sum(axis=0)
    centred = signals.values[0] - signals.values[0].mean(axis=0)
    assert np.allclose(lost, centred, atol=1e-3)


def test_a_deleted_dataset_and_a_damaged_bundle_are_told_in_a_sentence(learnt, tmp_path):
    run, _ = learnt
    assert "deleted" in of(Sentence, OneWindow().blocks(run, None, WORDS, {}))[1].text
    empty = type("Gone", (), {"encoder": {"channels": 2, "channel_names": ["one"]}})
    with pytest.raises(Problem, match="channels"):
        altered_by({}, empty)


def test_a_hostile_choice_falls_back_to_what_is_offered(learnt):
    blocks = asked(learnt, window="<script>", dead="nothing like it", noise=None)
    assert cards(blocks)["Named"]


def test_two_classes_flip_at_the_threshold_and_not_at_a_half():
    from types import SimpleNamespace

    from bigmodel.inference.signals import Signals, signal_encoder
    from bigmodel.spec import Outcome
    from bigmodel.tasks.signals.what_if.one_window import lines_of, said

    def score(tensors):
        return np.clip(1 - tensors["signals"].std(axis=(1, 2)) / 4, 0, 1).astype(np.float32)

    schema = SimpleNamespace(
        encoder=signal_encoder(200, 1, 1000.0), outcome=Outcome(classes=("no fault", "fault")), threshold=0.7
    )
    bundle = SimpleNamespace(schema=schema, score=score)
    wave = np.sin(np.arange(200) / 3).astype(np.float32)[None, :, None]
    along = along_noise(bundle, Signals(wave, np.array([np.nan]), 1000.0), 0, Altered())
    # Strength is 0.71 times the root of 1 + noise squared, and the score 0.7 at a strength of 1.2.
    assert along.flip == pytest.approx(1.4, abs=0.11)
    lines = lines_of(along, schema.outcome.classes)
    assert list(lines) == ["fault", "no fault"]
    assert np.allclose(lines["fault"] + lines["no fault"], 1)
    text = said(schema.outcome.classes, 1, [1, 1], along, changed=False)
    assert "it is taken for no fault" in text
