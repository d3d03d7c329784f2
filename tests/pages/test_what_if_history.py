"""One history on the What if page: its events by name, in the inputs and in what is kept."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from toy_run import LENGTH, workspace_run

import bigmodel
from bigmodel.runs.ranks import read_ranks
from bigmodel.spec import Outcomes

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/what_if.py"
VIEW = "Another history"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return workspace_run(tmp_path)


def opened(run, **address):
    app = AppTest.from_file(FRAME, default_timeout=30)
    for name, value in {"run": run.id, **address}.items():
        app.query_params[name] = value
    app = app.run().switch_page(PAGE).run()
    assert not app.exception
    return app


def several(app, label):
    return next(each for each in app.multiselect if each.label == label)


def customer(app):
    return next(each for each in app.selectbox if each.label == "Customer")


def long_history(run, number=0):
    """A customer whose history is longer than the model looks at."""
    cases = read_ranks(run)
    return cases.user[int(np.flatnonzero(cases.length > LENGTH)[number])]


def short_history(run):
    cases = read_ranks(run)
    return cases.user[int(np.argmin(cases.length))]


def test_what_can_be_taken_out_follows_the_customer(run):
    app = opened(run)
    app = customer(app).set_value(long_history(run)).run()
    first = several(app, "Take out").options
    assert len(first) == LENGTH
    app = several(app, "Take out").set_value(first[1:3]).run()
    assert not app.exception
    assert several(app, "Take out").value == first[1:3]
    app = customer(app).set_value(long_history(run, 1)).run()
    assert not app.exception
    assert several(app, "Take out").options != first
    assert several(app, "Take out").value == []
    app = customer(app).set_value(short_history(run)).run()
    assert not app.exception
    assert len(several(app, "Make most recent").options) < LENGTH


@pytest.mark.parametrize("by_number", [False, True], ids=["by name", "as older versions kept it"])
def test_a_kept_history_comes_back_as_it_was(run, by_number):
    app = opened(run)
    app = customer(app).set_value(long_history(run)).run()
    named = several(app, "Take out").options
    app = several(app, "Take out").set_value([named[2]]).run()
    app = several(app, "Make most recent").set_value([named[4], named[1]]).run()
    cards = [(each.label, each.value, each.delta) for each in app.metric]
    if by_number:
        values = {"user": long_history(run), "out": ["3"], "last": ["5", "2"], "add": [], "about": "Suggestion 1"}
        run.scenarios.keep("Old", "One case", {VIEW: values}, [Outcomes(title="Rank", value="3")], 3)
    else:
        app = next(each for each in app.button if each.label == "Keep as scenario").click().run()
        assert not app.exception
    scenario = run.scenarios.read()[0]
    assert by_number or scenario.values[VIEW]["out"] == [named[2]]
    again = opened(run, scenario=scenario.id)
    assert customer(again).value == long_history(run)
    assert several(again, "Take out").value == [named[2]]
    assert several(again, "Make most recent").value == [named[4], named[1]]
    assert [(each.label, each.value, each.delta) for each in again.metric] == cards
