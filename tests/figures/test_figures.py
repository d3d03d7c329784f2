import json
from datetime import datetime

import numpy as np
import plotly.graph_objects as go
import pytest

from bigmodel.evaluation.decision import best_threshold, cumulative, decide
from bigmodel.figures.classes import class_balance
from bigmodel.figures.confusion import confusion_figure
from bigmodel.figures.learning import compare_runs
from bigmodel.figures.money import money_curve, net_benefits
from bigmodel.figures.palette import POSITIVE, style
from bigmodel.figures.rate import rate_over_time
from bigmodel.figures.scores import score_histogram
from bigmodel.figures.sparkline import heights, number_bars
from bigmodel.figures.split import split_bar
from bigmodel.figures.tradeoff import pr_curve
from bigmodel.spec import Costs, Outcome, Words

EVIL = '<b>x</b><a href="http://evil.example">&amp;'
WORDS = Words(case="claim", cases="claims", positive="fraud", positives="frauds", negative="no fraud")
EVIL_WORDS = Words(cases=EVIL, positive=EVIL, positives=EVIL, negative=EVIL, passed=EVIL, money=EVIL)
TWO = Outcome(classes=("no", "yes"))
EPOCHS = [{"kind": "epoch", "epoch": n, "loss": 1 / n, "val_loss": 1.2 / n, "f1": n / 9, "money": n} for n in (1, 2, 3)]
MATRIX = np.array([[50, 3, 1], [4, 60, 2], [0, 9, 40]])


def scored():
    random = np.random.default_rng(0)
    y = (random.random(3_000) < 0.1).astype(np.int32)
    score = (random.random(3_000) * 0.6 + 0.4 * y).astype(np.float32)
    return y, score, random.random(3_000) * 500


def table():
    return cumulative(*scored(), Costs(), 10.0)


def every(words, names=("a", "b", "c")):
    moment = datetime(2026, 3, 1)
    dates = dict.fromkeys(("train", "validation", "test"), (moment, moment))
    curve = table()["pr"]
    return {
        "runs": compare_runs({names[0]: EPOCHS, names[1]: EPOCHS[:2]}, "f1"),
        "pr": pr_curve(curve, {names[0]: curve}, (0.5, 0.6), 0.1),
        "scores": score_histogram(table()["histogram"], words, 0.3),
        "money": money_curve(table(), Costs(), words, 0.3),
        "confusion": confusion_figure(MATRIX, names),
        "two": confusion_figure(MATRIX[:2, :2], names[:2], words),
        "balance": class_balance(dict(zip(names, (5, 6, 7), strict=True)), cases=words.cases),
        "split": split_bar({"train": [70, 3], "validation": [15, 1], "test": [14, 1]}, TWO, words, dates),
        "rate": rate_over_time(["2026-03-01", "2026-03-02"], [1, 0], [5, 4], [(0, 0.6), (0, 0.5)], words=words),
    }


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


def test_histogram_shows_shares_of_each_class():
    bars = score_histogram(table()["histogram"], WORDS, 0.3).figure["data"]
    assert [sum(bar["y"]) for bar in bars] == pytest.approx([1, 1])
    assert bars[1]["marker"]["color"] == POSITIVE


@pytest.mark.parametrize("own_amount", [False, True])
def test_money_is_what_decide_says(own_amount):
    y, score, amount = scored()
    costs = Costs(false_alarm=9, miss=70, miss_is_amount=own_amount)
    found = cumulative(y, score, amount, costs, None)
    best = decide(y, score, amount, costs, best_threshold(y, score, amount, costs))["money"]
    assert max(net_benefits(found, costs)) == pytest.approx(best, abs=0.01)
    drawn = money_curve(found, costs, WORDS).figure["data"][0]
    assert max(drawn["y"]) == pytest.approx(best, abs=0.01)
    assert len(drawn["x"]) < 1_000


def test_money_where_nothing_pays():
    found = money_curve(table(), Costs(false_alarm=1, miss=0), WORDS)
    assert found.alt.endswith("when nothing is flagged.")


def test_every_square_can_be_clicked():
    block = confusion_figure(MATRIX, ["a", "b", "c"])
    trace = block.figure["data"][1]
    for x, y, text, (true, decided) in zip(trace["x"], trace["y"], trace["text"], trace["customdata"], strict=True):
        assert (y, x) == (true, decided)
        assert text == (str(MATRIX[true, decided]) if MATRIX[true, decided] else "")
    assert block.alt == "150 of 169 are decided right. The most frequent mistake: 9 of c taken for b."


def test_two_classes_are_told_in_words():
    text = confusion_figure(np.array([[7428, 9], [24, 39]]), ["no", "yes"], WORDS).figure["data"][1]["text"]
    assert text == ["7,428<br>rightly passed", "9<br>false alarms", "24<br>missed frauds", "39<br>caught frauds"]


def test_many_classes_are_gathered():
    block = class_balance({f"class {number}": number + 1 for number in range(100)})
    assert len(block.figure["data"][0]["x"]) == 30
    assert sum(block.figure["data"][0]["x"]) == 5050


def test_the_split_is_told_with_positives_and_dates():
    alt = every(WORDS)["split"].alt
    assert "test 15 claims, 1 fraud, 1 March 2026 to 1 March 2026" in alt


def test_no_times_draw_an_empty_chart():
    assert rate_over_time([], [], [], [], words=WORDS).alt == "No case has a time."


def test_sparklines():
    assert number_bars(np.array([np.nan])) == []
    assert number_bars(np.array([2.0, 2.0])) == [1.0]
    bars = number_bars(np.array([*np.arange(100.0), 1e12, np.nan]))
    assert len(bars) == 12
    assert max(bars) == 1
    assert min(bars) > 0
    assert heights(np.array([2, 4])) == [0.5, 1.0]
