import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from bigmodel.figures.dependence import Curve, dependence_figure
from bigmodel.figures.importance import importance_figure, said
from bigmodel.figures.palette import NEGATIVE, POSITIVE, TRAINING, style
from bigmodel.figures.pushes import pushes_figure, signed
from bigmodel.spec import Interval

EVIL = '<b>x</b><a href="http://evil.example">&amp;%{y}'
SURE, UNSURE = Interval(value=0.3, low=0.2, high=0.4), Interval(value=-0.01, low=-0.03, high=0.01)


def curve(words=False):
    return Curve(
        x=[0.0, 1.0, 2.0],
        mean=[0.1, 0.3, 0.2],
        low=[0.0, 0.1, 0.1],
        high=[0.2, 0.5, 0.3],
        words=words,
        labels=[EVIL, "b", "c"] if words else ["0", "1", "2"],
        left=[0.0, 1.0],
        width=[1.0, 1.0],
        counts=[5.0, 7.0],
    )


def every(name="amount: 5"):
    return {
        "importance": importance_figure([(name, SURE), ("b", UNSURE), ("c", Interval(value=0.1))], "PR-AUC"),
        "pushes": pushes_figure([(name, 0.3), ("b", -0.1)], 0.1, 0.3, True, "the average of 50 <i>cases</i>"),
        "numbers": dependence_figure(curve(), name, name, True),
        "words": dependence_figure(curve(words=True), name, name, False),
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", list(every()))
def test_plotly_takes_the_figure_and_it_says_what_it_shows(name, theme):
    block = every()[name]
    styled = style(block.figure, theme)
    figure = go.Figure(styled)
    json.dumps(styled, allow_nan=False)
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text is not None
    assert block.alt.endswith(".")


@pytest.mark.parametrize("name", list(every()))
def test_names_from_data_are_never_markup(name):
    shown = json.dumps(style(every(EVIL)[name].figure)).replace("<extra></extra>", "")
    for own in ("<b>+0.30</b>", f"<b>{signed(-0.1)}</b>", "<b>\\u22120.10</b>"):
        shown = shown.replace(own, "")
    assert "<" not in shown
    assert "%{y}" not in shown.replace("%{y:,}", "")


def test_bars_of_pushes_begin_where_the_one_above_ended():
    figure = pushes_figure([("a", 0.3), ("b", -0.1), ("c", 0.05)], 0.1, 0.35, True, "the average").figure
    bars = figure["data"][0]
    assert bars["base"] == pytest.approx([0.1, 0.4, 0.3])
    assert bars["base"][-1] + bars["x"][-1] == pytest.approx(0.35)
    assert bars["marker"]["color"] == [POSITIVE, NEGATIVE, POSITIVE]
    assert [line["x"][0] for line in figure["data"][1:]] == [0.1, 0.35]
    assert pushes_figure([("a", 0.3)], 0.1, 0.4, False, "").figure["data"][0]["marker"]["color"] == [TRAINING]


def test_a_bar_whose_interval_holds_nothing_is_grey():
    bars = importance_figure([("a", SURE), ("b", UNSURE)], "PR-AUC").figure["data"][0]
    assert bars["marker"]["color"] == [TRAINING, NEGATIVE]
    assert bars["error_x"]["array"] == pytest.approx([0.1, 0.02])


def test_a_fall_that_is_nothing_has_no_sign():
    assert said(Interval(value=-0.001, low=-0.012, high=0.004)) == "0.00 (−0.01 to 0.00)"


def test_pushes_are_said_with_their_sign():
    assert [signed(value) for value in (0.214, -0.0999, 0.0041, -0.0001, 0.0)] == [
        "+0.21", "−0.10", "+0.004", "0.000", "0.000"
    ]  # fmt: skip


def test_few_whole_numbers_have_a_tick_each_and_none_between_them():
    axis = dependence_figure(replace(curve(), x=[1994.0, 1995.0, 1996.0]), "Year", "claims", True).figure["layout"]
    assert axis["xaxis"]["tickvals"] == [1994.0, 1995.0, 1996.0]
    for other in ([0.5, 1.0, 2.0], [0.0, 1.0, 1_000.0], ["2026-01-01", "2026-01-02", "2026-01-03"]):
        layout = dependence_figure(replace(curve(), x=other), "amount", "claims", True).figure["layout"]
        assert "tickvals" not in layout["xaxis"]


def test_the_curve_says_where_the_score_is_lowest_and_highest():
    assert dependence_figure(curve(), "amount", "claims", True).alt == (
        "The average score is lowest, 0.100, with 0 and highest, 0.300, with 1. Bars below count 12 claims."
    )
