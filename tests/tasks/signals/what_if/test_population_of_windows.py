import numpy as np

from bigmodel.evaluation.judge import classes_of
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Figure, Metric, Sentence, Table, Words
from bigmodel.spec.numbers import share
from bigmodel.tasks.signals.what_if.population import AllWindows, some

WORDS = Words(case="window", cases="windows")


def of(kind, blocks):
    return [block for block in blocks if isinstance(block, kind)]


def asked(learnt, **changes):
    run, data = learnt
    values = {control.name: control.default for control in AllWindows().controls(run)}
    return AllWindows().blocks(run, data, WORDS, {**values, **changes})


def test_with_nothing_changed_the_numbers_are_those_of_the_result(learnt):
    run, _ = learnt
    blocks = asked(learnt)
    cards = {metric.title: metric for metric in of(Metric, blocks)}
    accuracy = share(run.report().metrics["test"]["accuracy"].value)
    assert cards["Accuracy"].value == accuracy
    assert cards["Accuracy"].beside.endswith(f"was {accuracy}")
    assert {"Macro F1", "Missed faults", "False alarms"} <= set(cards)
    assert of(Sentence, blocks)[1].text == "Of 30 test windows 28 are named right. Move a slider to change them all."
    told = of(Sentence, asked(learnt, noise=0.01))[1].text
    assert told == "Of 30 test windows none is named otherwise: 28 are named right."


def test_the_channel_on_which_faults_sound_costs_the_result_when_it_dies(learnt):
    right = {
        option: float(
            {metric.title: metric for metric in of(Metric, asked(learnt, dead=option))}["Accuracy"].value.split()[0]
        )
        for option in ("1. side 0", "2. side 1")
    }
    assert right["2. side 1"] < right["1. side 0"]


def test_validation_windows_can_be_asked_about(learnt):
    run, _ = learnt
    table = of(Table, asked(learnt, part="Validation"))[0]
    assert sum(table.columns["Windows"]) == len(read_cases(run, "validation").row)


def test_the_table_tells_each_class_now_and_before(learnt):
    run, _ = learnt
    cases = read_cases(run, "test")
    table = of(Table, asked(learnt, noise=2.0))[0]
    named = classes_of(cases.score, None)
    for name, before in zip(table.columns["Class"], table.columns["Named right before"], strict=True):
        place = run.spec().plan.outcome.classes.index(name)
        assert before == (named[cases.y == place] == place).mean()


def test_more_noise_is_drawn_as_fewer_right_answers(learnt):
    (figure,) = of(Figure, asked(learnt))
    right = figure.figure["data"][0]["y"]
    assert right[-1] < right[0]
    assert figure.alt


def test_of_many_windows_evenly_spaced_ones_are_asked_about():
    cases = CaseScores(np.arange(1000), np.zeros(1000, np.int32), np.zeros((1000, 3), np.float32))
    kept = some(cases, 10)
    assert kept.row.tolist() == np.linspace(0, 999, 10).round().astype(int).tolist()
    assert some(kept, 10) is kept


def test_a_deleted_dataset_is_told_in_a_sentence(learnt):
    run, _ = learnt
    assert "deleted" in of(Sentence, AllWindows().blocks(run, None, WORDS, {}))[1].text
