import json

import numpy as np
import plotly.graph_objects as go
import pytest

from bigmodel.figures.certainties import certainties_figure
from bigmodel.figures.classes import class_balance
from bigmodel.figures.confusion import confusion_figure
from bigmodel.figures.coverage import coverage_figure
from bigmodel.figures.learning import compare_runs
from bigmodel.figures.long_tail import long_tail
from bigmodel.figures.noise import along_noise_figure, right_by_noise_figure
from bigmodel.figures.palette import style
from bigmodel.figures.ranking import hits_by_activity, hits_by_length
from bigmodel.figures.rate import rate_over_time
from bigmodel.figures.then_and_now import names_then_and_now, scores_then_and_now, shares_then_and_now
from bigmodel.spec import Words

EVIL = '<b>x</b><a href="http://evil.example">&amp;'
WORDS = Words(case="claim", cases="claims", positive="fraud", positives="frauds", negative="no fraud")
EVIL_WORDS = Words(cases=EVIL, positive=EVIL, positives=EVIL, negative=EVIL, passed=EVIL, money=EVIL)
EPOCHS = [{"kind": "epoch", "epoch": n, "loss": 1 / n, "val_loss": 1.2 / n, "f1": n / 9, "money": n} for n in (1, 2, 3)]
MATRIX = np.array([[50, 3, 1], [4, 60, 2], [0, 9, 40]])


def every(words, names=("a", "b", "c")):
    return {
        "runs": compare_runs({names[0]: EPOCHS, names[1]: EPOCHS[:2]}, "f1"),
        "confusion": confusion_figure(MATRIX, names),
        "two": confusion_figure(MATRIX[:2, :2], names[:2]),
        "balance": class_balance(dict(zip(names, (5, 6, 7), strict=True)), cases=words.cases),
        "shares": shares_then_and_now(
            names, (0.5, 0.3, 0.2), (0.1, 0.3, 0.6), ("then", "now"), title="Shares", axis=names[0]
        ),
        "names": names_then_and_now(
            names, (0.5, 0.3, 0.2), (0.1, 0.3, 0.6), ("then", "now"), title="Names", of="events"
        ),
        "rate": rate_over_time(["2026-03-01", "2026-03-02"], [1, 0], [5, 4], [(0, 0.6), (0, 0.5)], words=words),
    }


SHARES = {
    "shares": ("y", [10, 30, 60]),
    "names": ("x", [10, 30, 60]),
    "rate": ("y", [20, 0]),
    "hits": ("y", [10, 30]),
    "activity": ("y", [10, 30]),
    "long tail": ("y", [0, 75, 100]),
    "scores": ("y", [25, 75]),
    "coverage": ("y", [90]),
    "certainties": ("x", [70, 30]),
    "one noise": ("y", [90, 60]),
    "noise": ("y", [90, 60]),
}
"""Figures with an axis of shares: the axis, and what one of its traces says on it, in per cent."""


def drawn(name):
    groups = [{"low": low, "high": low, "hit_rate": {"model": rate}} for low, rate in ((2, 0.1), (3, 0.3))]
    levels, rates = np.array([0.0, 1.0]), np.array([0.9, 0.6])
    scores = np.array([0.01, 0.99, 0.99, 0.99], np.float32)
    others = {
        "hits": lambda: hits_by_length({"model": [0.1, 0.3]}, 2, WORDS),
        "activity": lambda: hits_by_activity(groups, {}, WORDS),
        "long tail": lambda: long_tail(np.array([3, 1])),
        "scores": lambda: scores_then_and_now(scores, scores, ("then", "now"), 0.5, "flagged"),
        "coverage": lambda: coverage_figure([(0.5, 0.9, 0.8)], (0.5, 0.9, 0.8), None, "claims"),
        "certainties": lambda: certainties_figure({"a": 0.7, "b": 0.3}, "a"),
        "one noise": lambda: along_noise_figure(levels, {"a": rates}, None, 0.5),
        "noise": lambda: right_by_noise_figure(levels, rates, [(0.8, 0.95), (0.5, 0.7)], "claims", 0.5),
    }
    return others[name]() if name in others else every(WORDS)[name]


@pytest.mark.parametrize("name", list(SHARES))
def test_axes_write_shares_as_text_does(name):
    axis, shares = SHARES[name]
    figure = drawn(name).figure
    assert figure["layout"][f"{axis}axis"]["ticksuffix"] == " %"
    said = [[each for each in trace[axis] if each is not None] for trace in figure["data"]]
    assert any(each == shares or each == [*shares, shares[-1]] for each in said)
    templates = [trace.get("hovertemplate", "") for trace in figure["data"]]
    assert not any("%}" in each for each in templates)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", list(every(WORDS)))
def test_plotly_takes_the_figure_and_it_says_what_it_shows(name, theme):
    block = every(WORDS)[name]
    styled = style(block.figure, theme)
    figure = go.Figure(styled)
    json.dumps(styled, allow_nan=False)
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text is not None
    assert block.title
    assert block.alt.endswith(".")
    assert block.height >= 100


@pytest.mark.parametrize("name", list(every(WORDS)))
def test_names_from_data_are_never_markup(name):
    block = every(EVIL_WORDS, (EVIL, EVIL + "1", EVIL + "2"))[name]
    shown = json.dumps(style(block.figure)).replace("<br>", "").replace("<extra></extra>", "")
    assert "<" not in shown


def test_runs_leave_gaps_where_nothing_was_told():
    found = compare_runs({"a": [*EPOCHS, {"kind": "epoch", "epoch": 4, "val_loss": None}], "b": []}, "val_loss")
    assert found.figure["data"][0]["x"] == [1, 2, 3]
    assert found.title == "Loss on validation data"
    assert found.alt == "Loss on validation data by epoch. a: from 1.20 to 0.400."
    assert compare_runs({"a": []}, "pr_auc").alt == "PR-AUC on validation data by epoch. No run told it."


def test_runs_differ_by_more_than_colour():
    lines = compare_runs({str(number): EPOCHS for number in range(5)}, "money").figure["data"]
    assert len({(line["line"]["dash"], line["marker"]["symbol"]) for line in lines}) == 5


def test_every_square_can_be_clicked():
    block = confusion_figure(MATRIX, ["a", "b", "c"])
    trace = block.figure["data"][1]
    for x, y, text, (true, decided) in zip(trace["x"], trace["y"], trace["text"], trace["customdata"], strict=True):
        assert (y, x) == (true, decided)
        assert text == (str(MATRIX[true, decided]) if MATRIX[true, decided] else "")
    assert block.alt == "150 of 169 are decided right. The most frequent mistake: 9 of c taken for b."


def test_only_squares_with_an_option_can_be_clicked():
    block = confusion_figure(MATRIX, ["a", "b", "c"], "pair", {(2, 1): "c taken for b"})
    assert block.chooses == "pair"
    squares = block.figure["data"][1]
    assert (squares["x"], squares["y"], squares["customdata"]) == ([1], [2], ["c taken for b"])


def test_many_classes_are_gathered():
    block = class_balance({f"class {number}": number + 1 for number in range(100)})
    assert len(block.figure["data"][0]["x"]) == 30
    assert sum(block.figure["data"][0]["x"]) == 5050


def test_labels_of_classes_fit_into_a_narrow_column():
    layout = class_balance({"a" * 90: 1, "是" * 90: 3}).figure["layout"]
    assert [note["text"] for note in layout["annotations"]] == [
        "aaaaaaaaaa…aaaaaaaaa  1 · 25.0 %",
        "是是是是是…是是是是  3 · 75.0 %",
    ]


def test_no_times_draw_an_empty_chart():
    assert rate_over_time([], [], [], [], words=WORDS).alt == "No case has a time."


def test_lengths_of_histories_are_written_as_counts():
    groups = [{"low": 2, "high": 2, "hit_rate": {"model": 0.1}}, {"low": 100, "high": 7453, "hit_rate": {"model": 0.3}}]
    assert hits_by_activity(groups, {}, WORDS).figure["data"][0]["x"] == ["2", "100 to 7,453"]
