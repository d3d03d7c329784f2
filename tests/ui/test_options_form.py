import pytest
from streamlit.testing.v1 import AppTest


def page(format):
    import streamlit as st

    from bigmodel.data.options import ReadOptions
    from bigmodel.ui.options_form import draw_options

    st.code(draw_options(ReadOptions(format=format, encoding="gb18030", sheet="S"), "read").model_dump_json())


def labels(app):
    return {each.label for each in (*app.text_input, *app.selectbox, *app.toggle)}


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("csv", {"Encoding", "Separator", "Quote", "Header", "Ragged"}),
        ("excel", {"Header", "Sheet"}),
        ("parquet", set()),
    ],
)
def test_only_what_applies_to_the_format_is_asked(format, shown):
    app = AppTest.from_function(page, args=(format,), default_timeout=60).run()
    assert not app.exception
    assert labels(app) == shown | {"Format", "Decimal", "Day first"}


def test_what_is_hidden_keeps_its_value_and_comes_back_with_the_format():
    app = AppTest.from_function(page, args=("excel",), default_timeout=60).run()
    assert '"encoding":"gb18030"' in app.code[0].value
    app.selectbox(key="read-format").select("csv").run()
    assert "Encoding" in labels(app)
    assert "Sheet" not in labels(app)


def workbook_page():
    import streamlit as st

    from bigmodel.data.options import ReadOptions
    from bigmodel.ui.options_form import draw_options

    st.code(draw_options(ReadOptions(format="excel", sheet="B", sheets=("A", "B")), "read").model_dump_json())


def test_a_sheet_is_chosen_from_those_of_the_workbook():
    app = AppTest.from_function(workbook_page, default_timeout=60).run()
    assert not app.exception
    box = app.selectbox(key="read-sheet")
    assert (box.options, box.value) == (["A", "B"], "B")
    box.select("A").run()
    assert '"sheet":"A"' in app.code[0].value
