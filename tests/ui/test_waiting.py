import time

import pytest
from streamlit.testing.v1 import AppTest

from bigmodel.ui import waiting
from bigmodel.ui.waiting import left


def question():
    import streamlit as st

    from bigmodel.ui.waiting import waiting, was_stopped

    if not was_stopped("stopped", "question"):
        with waiting("stopped", "question") as progress:
            for done in (0.0, 0.5, 1.0):
                progress(done)
        st.markdown("The answer")


def test_an_answer_that_is_soon_there_shows_nothing_else():
    app = AppTest.from_function(question).run()
    assert [each.value for each in app.markdown] == ["The answer"]
    assert not app.button


def test_the_bar_and_stop_go_when_the_answer_is_there(monkeypatch):
    monkeypatch.setattr(waiting, "SOON", 0.0)
    app = AppTest.from_function(question).run()
    assert not app.exception
    assert not app.button
    assert not app.get("progress")


def test_a_question_that_was_stopped_is_not_asked_until_it_is_asked_again():
    app = AppTest.from_function(question)
    app.session_state["stopped"] = "question"
    app = app.run()
    assert [each.value for each in app.markdown] == ["Stopped before the answer was there."]
    app = app.button[0].click().run()
    assert [each.value for each in app.markdown] == ["The answer"]


def test_another_question_than_the_stopped_one_is_asked():
    app = AppTest.from_function(question)
    app.session_state["stopped"] = "another"
    assert [each.value for each in app.run().markdown] == ["The answer"]


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (0.0, 5.0, "Asking the model"),
        (0.25, 2.0, "Asking the model: 25 % done, 6 s left"),
        (1.0, 2.0, "Asking the model: 100 % done, 1 s left"),
    ],
)
def test_what_is_left_in_words(done, seconds, said):
    assert left(done, seconds) == said


def test_stop_is_drawn_while_it_takes_long(monkeypatch):
    """A page that is drawn anew in the middle of the work leaves it where it is."""
    monkeypatch.setattr(waiting, "SOON", 0.0)
    seen = []

    class Leave(BaseException):
        pass

    class Place:
        def container(self, **settings):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def progress(self, done, text=""):
            seen.append(text)
            if done > 0.5:
                raise Leave

        def empty(self):
            seen.append("cleared")

    place = Place()
    monkeypatch.setattr(waiting.st, "empty", lambda: place)
    monkeypatch.setattr(waiting.st, "progress", lambda done: place)
    monkeypatch.setattr(waiting.st, "button", lambda label, **settings: seen.append(label))
    worked = []

    def work():
        with waiting.waiting("stopped", "question") as progress:
            for step in range(10):
                time.sleep(0.001)
                progress(step / 10)
                worked.append(step)

    with pytest.raises(Leave):
        work()
    assert seen[0] == "Stop"
    assert worked == [0, 1, 2, 3, 4, 5]
