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
        ("csv", {"Encoding", "Separator", "Quote sign", "First row holds the names", "Rows of another length"}),
        ("excel", {"First row holds the names", "Sheet"}),
        ("parquet", set()),
    ],
)
def test_only_what_applies_to_the_format_is_asked(format, shown):
    app = AppTest.from_function(page, args=(format,), default_timeout=60).run()
    assert not app.exception
    assert labels(app) == shown | {"Format", "Decimal sign", "Day before month"}


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


def record_page():
    from typing import Literal

    import pydantic
    import streamlit as st

    from bigmodel.spec import Problem, Record
    from bigmodel.ui.options_form import draw_options

    class Options(Record):
        format: Literal["windows", "recordings"] = "windows"
        window: int = pydantic.Field(1024, ge=16)
        overlap: float = pydantic.Field(0.0, ge=0, le=0.9, json_schema_extra={"formats": ["recordings"]})
        rate: float | None = pydantic.Field(None, gt=0)
        side: Literal[64, 96] | None = None
        label: str | None = pydantic.Field(None, json_schema_extra={"choices": "columns"})
        columns: tuple[str, ...] = pydantic.Field(("a", "b"), json_schema_extra={"formats": []})

    try:
        st.code(draw_options(Options(), "read").model_dump_json())
    except Problem as problem:
        st.error(str(problem))


def test_any_record_of_numbers_choices_and_text_is_a_form():
    app = AppTest.from_function(record_page, default_timeout=60).run()
    assert not app.exception
    assert [each.label for each in app.number_input] == ["Window", "Rate"]
    assert app.number_input(key="read-rate").value is None
    app.selectbox(key="read-format").select("recordings").run()
    app.number_input(key="read-overlap").set_value(0.5)
    app.number_input(key="read-rate").set_value(12000.0)
    app.selectbox(key="read-side").select(96)
    app.selectbox(key="read-label").select("b").run()
    said = app.code[0].value
    for part in ('"overlap":0.5', '"rate":12000.0', '"side":96', '"label":"b"', '"window":1024'):
        assert part in said


def test_an_input_knows_the_smallest_and_the_largest_number_of_its_field():
    app = AppTest.from_function(record_page, default_timeout=60).run()
    assert app.number_input(key="read-window").min == 16
    app.selectbox(key="read-format").select("recordings").run()
    overlap = app.number_input(key="read-overlap")
    assert (overlap.min, overlap.max) == (0.0, 0.9)


def test_a_number_out_of_range_is_a_sentence():
    app = AppTest.from_function(record_page, default_timeout=60).run()
    app.number_input(key="read-rate").set_value(0.0).run()
    assert not app.exception
    assert "rate" in app.error[0].value
