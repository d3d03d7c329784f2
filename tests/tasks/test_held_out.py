import pyarrow as pa
import pytest

from bigmodel.spec import Problem
from bigmodel.tasks.held_out import PART, join_held_out


def test_both_tables_are_kept_and_told_apart():
    joined = join_held_out(pa.table({"a": [1, 2], "y": ["n", "y"]}), pa.table({"y": ["y"], "a": [3.5]}))
    assert joined[PART].to_pylist() == ["train", "train", "test"]
    assert joined["a"].to_pylist() == [1.0, 2.0, 3.5]


def test_missing_columns_are_named():
    with pytest.raises(Problem, match="lacks the column 'y'"):
        join_held_out(pa.table({"a": [1], "y": [0]}), pa.table({"a": [1]}))


def test_other_kinds_of_values_are_refused():
    with pytest.raises(Problem, match="another kind"):
        join_held_out(pa.table({"a": [1]}), pa.table({"a": ["text"]}))
