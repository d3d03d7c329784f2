import time

import pytest
from streamlit.testing.v1 import AppTest

from bigmodel.spec import Control
from bigmodel.ui.blocks import clicked_option
from bigmodel.ui.controls import fits

HOSTILE = "![x](http://evil.example/x.png)"


def several():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls

    options = tuple(f"item {number}" for number in range(3000))
    control = Control(name="liked", title="![x](http://evil.example)", kind="choices", options=options)
    st.json({"chosen": draw_controls([control], "view")["liked"]})


def one():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls, pick

    few = Control(name="few", title="Few", kind="choice", default="b", options=("a", "b"))
    many = Control(name="many", title="Many", kind="choice", default="7", options=tuple("0123456789"))
    st.button("click", on_click=lambda: pick([few, many], "view", "many", "3"))
    st.button("hostile", on_click=lambda: pick([few, many], "view", "many", "12"))
    values = draw_controls([few, many], "view")
    st.text(f"{values['few']} {values['many']}")


def numbers():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls

    whole = Control(name="k", title="Shown", kind="slider", default=10, low=1, high=50, step=1)
    part = Control(name="t", title="Threshold", kind="slider", default=0.5, low=0, high=1, step=0.01)
    mixed = Control(name="m", title="Hours", kind="number", default=2, low=0, high=9.5)
    values = draw_controls([whole, part, mixed], "view")
    st.text(repr([values["k"], values["t"], values["m"]]))


def taken():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls

    path = draw_controls([Control(name="own", title="Your picture", kind="file", options=(".png",))], "view")["own"]
    st.text("nothing" if path is None else path.read_bytes().decode())


def test_several_are_chosen_from_thousands_without_delay():
    app = AppTest.from_function(several).run(timeout=30)
    assert not app.exception
    assert "![" not in app.multiselect[0].label.replace("\\!\\[", "")
    began = time.perf_counter()
    app.multiselect[0].set_value(["item 2999", "item 7"]).run(timeout=30)
    assert time.perf_counter() - began < 5
    assert app.json[0].value == '{"chosen": ["item 2999", "item 7"]}'


def test_a_click_on_a_figure_moves_the_choice_and_only_to_what_is_offered():
    app = AppTest.from_function(one).run(timeout=30)
    assert app.text[0].value == "b 7"
    app.button[0].click().run(timeout=30)
    assert app.text[0].value == "b 3"
    app.button[1].click().run(timeout=30)
    assert app.text[0].value == "b 3"
    assert not app.exception


def test_whole_numbers_stay_whole():
    app = AppTest.from_function(numbers).run(timeout=30)
    assert not app.exception
    assert app.text[0].value == "[10, 0.5, 2.0]"


def test_a_file_is_set_down_and_its_path_given(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    app = AppTest.from_function(taken).run(timeout=30)
    assert app.text[0].value == "nothing"
    app.file_uploader[0].set_value(("mine.png", b"content", "image/png")).run(timeout=30)
    assert not app.exception
    assert app.text[0].value == "content"


@pytest.mark.parametrize(
    "selection",
    [
        None,
        {},
        {"points": []},
        {"points": [{"x": 1}]},
        {"points": [{"customdata": [0, 1]}]},
        {"points": [{"customdata": 3}]},
    ],
)
def test_a_click_beside_every_option_says_nothing(selection):
    assert clicked_option(selection) is None


def test_a_click_says_its_option_as_text():
    assert clicked_option({"points": [{"customdata": HOSTILE}]}) == HOSTILE
    assert clicked_option({"points": [{"customdata": ["bearing"]}]}) == "bearing"


def test_a_control_of_many_is_a_record():
    control = Control(name="liked", title="Liked", kind="choices", options=("a",), default=("a",))
    assert Control.model_validate_json(control.model_dump_json()).kind == "choices"


def open_choice():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls, value_in

    few = Control(name="few", title="Few", kind="choices", options=("a", "b +20 %"))
    typed = Control(name="own", title="Own", kind="choices", options=("x",), new=True)
    limit = Control(name="limit", title="At most", kind="number", low=0.0)
    drawn = draw_controls([few, typed, limit], "view")
    st.json({"drawn": drawn, "same": drawn == {each.name: value_in(each, "view") for each in (few, typed, limit)}})


def test_few_things_stand_side_by_side_and_own_text_is_taken():
    app = AppTest.from_function(open_choice).run()
    assert not app.exception
    assert [each.label for each in app.get("button_group")] == ["Few"]
    app.get("button_group")[0].set_value(["b +20 %"])
    app.multiselect[0].set_value(["x", "typed by hand"])
    app.number_input[0].set_value(3.0)
    app = app.run()
    assert not app.exception
    drawn = '"drawn":{"few":["b +20 %"],"own":["x","typed by hand"],"limit":3.0}'
    assert app.json[0].value.replace(", ", ",").replace(": ", ":") == f'{{{drawn},"same":true}}'


@pytest.mark.parametrize(
    ("control", "good", "bad"),
    [
        ({"kind": "choices"}, [[], ["a"]], [None, "a", [1]]),
        ({"kind": "number", "low": 0, "high": 5}, [0, 5, 2.5, None], [-1, 6, "3", True, [1]]),
        ({"kind": "slider", "default": 1}, [7], [None, "7"]),
        ({"kind": "switch"}, [True], [1, None, "true"]),
        ({"kind": "choice", "options": ("a",)}, ["a", "gone"], [1, None]),
        ({"kind": "text"}, ["", "x"], [1, None]),
        ({"kind": "file"}, [], ["a.csv", None]),
    ],
)
def test_only_values_that_fit_an_input_are_put_back(control, good, bad):
    made = Control(name="x", title="X", **control)
    assert all(fits(made, value) for value in good)
    assert not any(fits(made, value) for value in bad)


def listed():
    import streamlit as st

    from bigmodel.spec import Control
    from bigmodel.ui.controls import draw_controls

    control = Control(name="out", title="Out", kind="choices", options=("1. a", "2. b"), listed=True)
    st.json(draw_controls([control], "view"))


def test_a_few_things_stand_in_a_list_that_shows_all_that_was_chosen_where_many_may_follow():
    app = AppTest.from_function(listed).run()
    assert not app.exception
    assert not app.get("button_group")
    assert app.multiselect[0].proto.wrap
