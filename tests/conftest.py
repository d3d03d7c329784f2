"""What all tests share."""

import pytest
from hypothesis import settings
from streamlit.runtime.scriptrunner import script_runner

# Properties are checked without a time limit: a busy machine must not fail a right answer.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _pages_as_without_keras() -> None:
    """The app never loads Keras; here other tests do, and Streamlit would reset it after each page."""
    script_runner._clean_problem_modules = lambda: None
