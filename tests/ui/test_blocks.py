import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from bigmodel.spec import Figure, Gallery, Metric, Sentence, Table
from bigmodel.ui.blocks import enlarge, rows_of, unfaded
from bigmodel.ui.table import search, to_csv


def page():
    import numpy

    from bigmodel.spec import Figure, Gallery, Metric, Sentence, Table
    from bigmodel.ui.blocks import draw

    hostile = "![x](http://evil.example/x.png) <b>bold</b> :red[no] $x$"
    draw(
        [
            Sentence(hostile, level=1),
            Sentence("Look out", tone="caution"),
            Metric(hostile, "0.81", "0.69 to 0.90", hostile),
            Metric("Recall", "0.62", "0.50 to 0.73"),
            Table(
                "Rows",
                {hostile: ["=1+1", "中国"], "Score": [0.9, 0.1]},
                {"Score": "score"},
                search=True,
                download="a.csv",
            ),
            Figure("Chart", {"data": [{"type": "bar", "y": [1]}], "layout": {}}, "An empty chart"),
            Gallery("Pictures", [numpy.zeros((8, 8), "uint8")], [hostile]),
        ]
    )


def test_every_kind_is_drawn_and_nothing_hostile_stays_live():
    app = AppTest.from_function(page).run(timeout=20)
    assert not app.exception
    shown = [app.title[0].value, app.metric[0].label, app.metric[0].help]
    for text in shown:
        assert "![" not in text.replace("\\!\\[", "")
        assert "<b>" not in text
        assert ":red[" not in text
    assert [metric.value for metric in app.metric] == ["0\\.81", "0\\.62"]
    assert len(app.dataframe[0].value) == 2
    assert app.get("plotly_chart")[0].proto.alt == "An empty chart"


def captioned():
    import numpy

    from bigmodel.spec import Gallery
    from bigmodel.ui.blocks import draw

    draw([Gallery("", [numpy.zeros((8, 8), "uint8")], ["gate_17.png: " + "a" * 30 + ", in truth " + "b" * 30])])


def test_a_caption_of_shortened_names_stands_whole_below_its_picture():
    app = AppTest.from_function(captioned).run(timeout=20)
    (caption,) = app.get("image")[0].captions
    assert caption.endswith("a, in truth " + "b" * 30)


def test_search_narrows_the_table():
    app = AppTest.from_function(page).run(timeout=20)
    app.text_input[0].set_value("中国").run(timeout=20)
    assert not app.exception
    assert len(app.dataframe[0].value) == 1


def test_what_is_not_selected_does_not_fade():
    square = {"type": "scatter", "marker": {"opacity": 0}, "textfont": {"color": "#000"}}
    shown = unfaded(square)
    assert shown["unselected"] == {"marker": {"opacity": 0}, "textfont": {"color": "#000"}}
    assert "unselected" not in square
    assert unfaded({**square, "unselected": {"marker": {"opacity": 0.5}}})["unselected"]["marker"] == {"opacity": 0.5}
    assert unfaded({"type": "heatmap", "z": [[1]]}) == {"type": "heatmap", "z": [[1]]}


def test_two_small_tables_stand_beside_each_other_and_a_third_below():
    small, searched, broad = (
        Table("t", {"a": []}),
        Table("t", {"a": []}, search=True),
        Table("t", {name: [] for name in "abcdef"}),
    )
    assert rows_of([small, small, small]) == [[small, small], [small]]
    assert rows_of([small, searched]) == [[small], [searched]]
    assert rows_of([broad, small]) == [[broad], [small]]


def test_a_figure_stands_beside_the_pair_of_pictures_that_it_belongs_to():
    figure, picture = Figure("f", {}, "alt"), np.zeros((8, 8), np.uint8)
    pair, many, titled = (
        Gallery("", [picture] * 2, ["before", "after"]),
        Gallery("", [picture] * 3, list("abc")),
        Gallery("Pictures", [picture], ["a"]),
    )
    assert rows_of([pair, figure]) == [[pair, figure]]
    assert rows_of([many, figure]) == [[many], [figure]]
    assert rows_of([titled, figure]) == [[titled], [figure]]


def test_neighbours_stand_in_a_row():
    metric, table, figure, sentence = Metric("a", "1"), Table("t", {}), Figure("f", {}, "alt"), Sentence("s")
    assert rows_of([sentence, metric, metric, figure, figure, table]) == [
        [sentence],
        [metric, metric],
        [figure, figure],
        [table],
    ]
    assert rows_of([figure, table, table]) == [[figure, table], [table]]
    assert rows_of([]) == []


def test_small_pictures_grow_without_blur_and_large_ones_stay():
    picture = np.arange(64, dtype=np.uint8).reshape(8, 8)
    large = enlarge(picture)
    assert large.shape == (112, 112)
    assert (large[::14, ::14] == picture).all()
    assert enlarge(np.zeros((200, 300, 3), np.uint8)).shape == (200, 300, 3)


def test_csv_holds_no_formula_and_keeps_numbers():
    cells = ["=cmd|' /C calc'!A0", "-12.5", "@sum", "+49 30", "中国", "＝cmd()", "a;=HYPERLINK(1)", "-1.5e3", "5 %"]
    frame = pd.DataFrame({"=name": cells, "n": [-1.5, *range(2, 10)]})
    lines = to_csv(frame).decode("utf-8-sig").splitlines()
    assert lines[0] == "'=name,n"
    assert lines[1].startswith("'=cmd")
    assert lines[2] == "-12.5,2.0"
    assert lines[3].startswith("'@sum")
    assert lines[5:] == ["中国,5.0", "'＝cmd(),6.0", "a;'=HYPERLINK(1),7.0", "-1.5e3,8.0", "5 %,9.0"]


def test_csv_leaves_what_is_no_text():
    frame = pd.DataFrame({"a": pd.Series([None, True, [1.0]], dtype=object)})
    assert to_csv(frame).decode("utf-8-sig").splitlines() == ["a", '""', "True", "[1.0]"]


def test_search_looks_at_every_column_and_takes_text_as_text():
    frame = pd.DataFrame({"a": ["x.y", "xzy"], "b": [12, 345]})
    assert list(search(frame, "X.Y").index) == [0]
    assert list(search(frame, "34").index) == [1]
    assert len(search(frame, "  ")) == 2
