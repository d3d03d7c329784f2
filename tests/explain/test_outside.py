import numpy as np
import pyarrow as pa
import pytest

from bigmodel.explain.outside import anywhere, outside_training
from bigmodel.inference.table import fit_encoder
from bigmodel.spec import Derived, Field

FIELDS = [
    Field(name="n", kind="number", role="feature"),
    Field(name="c", kind="category", role="feature"),
    Field(name="born", kind="date", role="feature"),
    Field(name="ratio", kind="number", role="feature"),
]
RATIO = Derived(name="ratio", left="n", operation="ratio", right="m")


def dates(*texts):
    return pa.array([np.datetime64(text, "us") for text in texts], pa.timestamp("us"))


@pytest.fixture
def encoder():
    training = pa.table(
        {
            "n": [1.0, 5.0, 9.0, None, 3.0],
            "m": [1.0, 1.0, 1.0, 1.0, 1.0],
            "c": ["a", "a", "a", "once", "1"],
            "born": dates("2000-01-01", "2001-01-01", "2002-01-01", "2003-01-01", "2004-01-01"),
        }
    )
    return fit_encoder(training, FIELDS, derived=[RATIO])


def test_what_training_never_saw(encoder):
    table = pa.table(
        {
            "n": [1.0, 9.0, 9.1, 0.9, None, 2.0],
            "m": [1.0, 1.0, 1.0, 1.0, 1.0, 0.1],
            "c": ["a", "once", "new", None, " 1.0 ", "true"],
            "born": dates("2000-01-01", "2004-01-01", "NaT", "1999-12-31", "2004-01-03", "2002-01-01"),
        }
    )
    found = {name: mask.tolist() for name, mask in outside_training(table, encoder).items()}
    assert found == {
        "n": [False, False, True, True, False, False],
        "ratio": [False, False, True, True, False, True],
        # Seen once is seen, "1" is "1.0", and "true" stands for the "1" that training knew.
        "c": [False, False, True, False, False, False],
        "born": [False, False, False, True, True, False],
    }
    assert anywhere(outside_training(table, encoder), 6).tolist() == [False, False, True, True, True, True]


def test_a_column_that_is_absent_is_nowhere(encoder):
    assert set(outside_training(pa.table({"c": ["a"]}), encoder)) == {"c", "ratio"}
    assert not anywhere({}, 2).any()


def test_where_training_saw_more_values_than_are_listed_none_is_new(encoder):
    encoder["categories"][0]["open"] = True
    assert not outside_training(pa.table({"c": ["new"]}), encoder)["c"].any()
