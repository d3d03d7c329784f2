from pathlib import Path

from bigmodel.figures.larger import TIMES, larger
from bigmodel.spec.demo import Demo, Step
from bigmodel.ui.components import presenter

HERE = Path(presenter.__file__).parent
STATIC = HERE.parent / "static"


def test_the_browser_is_told_where_a_demo_is_and_all_that_is_said():
    demo = Demo(title="For the board", steps=(Step(page="start", say="one"), Step(page="runs")))
    told = presenter.payload(True, (demo, 2))
    assert told == {"presenting": True, "title": "For the board", "step": 2, "say": ["one", ""]}
    assert presenter.payload(False, None) == {"presenting": False, "title": "", "step": 0, "say": []}


def test_what_is_said_reaches_the_browser_only_as_text():
    script = (HERE / "presenter.js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_page_and_figures_are_enlarged_alike():
    size = 15 * TIMES
    assert f"font-size: {size:g}px" in (STATIC / "present.css").read_text(encoding="utf-8")


def test_a_larger_figure_has_larger_type_and_the_same_marks():
    figure = {
        "data": [{"marker": {"size": 6}, "textfont": {"size": 10}, "y": [1, 2]}],
        "layout": {"font": {"size": 13, "color": "red"}, "xaxis": {"title": {"font": {"size": 12}}}, "annotations": []},
    }
    assert larger(figure) == {
        "data": [{"marker": {"size": 6}, "textfont": {"size": 10 * TIMES}, "y": [1, 2]}],
        "layout": {
            "font": {"size": 13 * TIMES, "color": "red"},
            "xaxis": {"title": {"font": {"size": 12 * TIMES}}},
            "annotations": [],
        },
    }
    assert figure["layout"]["font"]["size"] == 13
