import json

import pytest
from streamlit.testing.v1 import AppTest

from bigmodel.spec.hparams import CNN, MLP, TabM
from bigmodel.ui import hparams_form

KINDS = {"TabM": TabM, "MLP": MLP, "CNN": CNN}


def draw(name, preset):
    import json

    import streamlit as st

    from bigmodel.spec import hparams
    from bigmodel.ui.hparams_form import changes, defaults, draw_fields

    kind = getattr(hparams, name)
    start = defaults(kind, preset)
    values = draw_fields(kind, start, "form", advanced=False) | draw_fields(kind, start, "form", advanced=True)
    st.json(json.dumps(changes(kind, preset, values)))


def form(name="TabM", preset="balanced"):
    app = AppTest.from_function(draw, args=(name, preset), default_timeout=60).run()
    assert not app.exception
    return app


def chosen(app):
    return json.loads(app.json[0].value)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("preset", ["quick", "balanced", "thorough"])
def test_untouched_it_gives_the_preset_and_nothing_else(name, preset):
    assert chosen(form(name, preset)) == {"preset": preset}


@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_drawn_with_its_title_and_explained(name):
    app = form(name)
    drawn = {widget.label: widget.help for group in (app.number_input, app.selectbox, app.toggle) for widget in group}
    fields = KINDS[name].model_fields.values()
    assert drawn == {field.title: field.description for field in fields}
    assert all(drawn.values())


def test_what_is_changed_is_kept():
    app = form("MLP")
    app.number_input(key="form-learning_rate").set_value(0.01)
    app.selectbox(key="form-optimizer").select("sgd")
    app.toggle(key="form-early_stopping").set_value(False).run()
    assert chosen(app) == {"preset": "balanced", "learning_rate": 0.01, "optimizer": "sgd", "early_stopping": False}


@pytest.mark.parametrize(
    ("field", "value"), [("learning_rate", -3.0), ("dropout", 1.0), ("epochs", 0), ("width", 10**6)]
)
def test_out_of_range_is_said_below_the_field_and_names_it(field, value):
    app = form()
    app.number_input(key=f"form-{field}").set_value(value).run()
    assert not app.exception
    assert len(app.error) == 1
    assert field.replace("_", "\\_") in app.error[0].value
    assert hparams_form.fault(TabM, field, value)


def test_every_choice_has_a_name():
    names = [hparams_form.choice_name(choice) for choice in ("adamw", "full_batch", "one_cycle", "constant")]
    assert names == ["AdamW", "Full-batch gradient descent", "One-cycle", "Constant"]
