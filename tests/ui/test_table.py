import pytest
from streamlit.testing.v1 import AppTest

from bigmodel.spec import Table
from bigmodel.ui.table import WIDEST, column, frame_of, with_shares


def page():
    from bigmodel.spec import Table
    from bigmodel.ui.table import draw_table

    rows = [f"case {number}" for number in range(50)]
    draw_table(Table("", {"Case": rows[:5]}, search=True, download="x.csv", every=lambda: {"Case": rows}), "t")


def test_a_search_finds_rows_beyond_those_that_are_listed():
    app = AppTest.from_function(page, default_timeout=60).run()
    assert len(app.dataframe[0].value) == 5
    app.text_input[0].set_value("case 4").run()
    assert not app.exception
    assert [each.value for each in app.caption] == ["11 of 50 rows"]
    assert list(app.dataframe[0].value["Case"]) == ["case 4", "case 40", "case 41", "case 42", "case 43"]


def test_a_search_without_a_match_says_so():
    app = AppTest.from_function(page, default_timeout=60).run()
    app.text_input[0].set_value("nowhere").run()
    assert not app.exception
    assert [each.value for each in app.caption] == ["None of the 50 rows contains this text."]
    assert app.dataframe[0].value.empty


def download(tmp):
    from bigmodel.spec import Table
    from bigmodel.ui import table as drawing

    drawing.st.download_button = lambda *_, data, **__: tmp.append(data())
    rows = [f"case {number}" for number in range(50)]
    drawing.draw_table(Table("", {"Case": rows[:5]}, download="x.csv", every=lambda: {"Case": rows}), "t")


def test_the_download_holds_all_rows(monkeypatch):
    import streamlit as st

    monkeypatch.setattr(st, "download_button", st.download_button)
    got = []
    AppTest.from_function(download, args=(got,), default_timeout=60).run()
    assert len(got[0].decode("utf-8-sig").splitlines()) == 51


def test_shares_are_written_as_in_sentences_and_stay_numbers():
    table = Table("", {"Class": list("abcd"), "Share": [0.5, 0.12345, 0.99974, None]}, {"Share": "share"})
    frame = frame_of(table.columns)
    drawn = with_shares(table, frame)
    cells = drawn._translate(False, False)["body"]
    assert [row[2]["display_value"] for row in cells] == ["50.0 %", "12.3 %", "99.97 %", "–"]
    assert drawn.data["Share"].tolist()[:3] == [0.5, 0.12345, 0.99974]
    assert with_shares(Table("", table.columns), frame) is frame


def test_a_long_heading_or_cell_does_not_push_the_others_out_of_sight():
    table = Table("", {"a" * 90: [1.0], "b": ["x" * 90], "c": ["short"]})
    assert [column(table, name)["width"] for name in table.columns] == [WIDEST, WIDEST, None]


@pytest.mark.parametrize(
    ("scores", "format"),
    [
        ([0.9, 0.05], "%.2f"),
        ([0.111, 0.9], "%.3f"),
        ([0.1118, 0.9], "%.4f"),
        ([0.112], "%.2f"),
        ([0.1119999, 0.5], "%.6f"),
    ],
)
def test_scores_are_written_otherwise_than_the_threshold_beside_which_they_stand(scores, format):
    table = Table("", {"Score": scores}, {"Score": "score"}, edges={"Score": 0.112})
    assert column(table, "Score")["type_config"]["format"] == format
    assert column(Table("", {"Score": scores}, {"Score": "score"}), "Score")["type_config"]["format"] == "%.2f"
