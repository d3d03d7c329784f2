import json

from bigmodel.figures.palette import GRID, INK, ON_DARK, POSITIVE, style

FIGURE = {
    "data": [{"type": "bar", "x": [1], "y": [INK], "text": [POSITIVE], "marker": {"color": [POSITIVE, INK]}}],
    "layout": {"xaxis": {"title": {"text": "x"}}, "yaxis": {"showgrid": False}, "margin": {"t": 1}},
}


def test_the_look_is_added_and_the_figure_wins():
    found = style(FIGURE)
    assert found["layout"]["xaxis"]["gridcolor"] == GRID
    assert found["layout"]["xaxis"]["title"]["text"] == "x"
    assert found["layout"]["xaxis"]["title"]["font"]["color"]
    assert found["layout"]["yaxis"]["showgrid"] is False
    assert found["layout"]["margin"]["t"] == 1
    assert found["layout"]["margin"]["l"] > 1


def test_dark_exchanges_colours_and_leaves_text_alone():
    found = style(FIGURE, "dark")
    assert found["data"][0]["marker"]["color"] == [ON_DARK[POSITIVE], ON_DARK[INK]]
    assert found["data"][0]["text"] == [POSITIVE]
    assert found["data"][0]["y"] == [INK]
    assert found["layout"]["font"]["color"] == ON_DARK[INK]


def test_the_figure_itself_is_not_changed():
    before = json.dumps(FIGURE)
    style(FIGURE, "dark")
    assert json.dumps(FIGURE) == before
