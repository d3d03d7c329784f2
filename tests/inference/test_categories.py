from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.categories import encode_categories, fit_vocabulary, keys_of
from bigmodel.spec import Problem


def codes(column: pa.ChunkedArray, vocabulary: dict) -> list[int]:
    return encode_categories(column, vocabulary).codes.tolist()


@pytest.mark.parametrize(
    "same",
    [
        [pa.array([1]), pa.array([1.0]), pa.array(["1"]), pa.array([" 1.0 "]), pa.array(["01"]), pa.array(["+1.00"])],
        [pa.array([0]), pa.array([-0.0]), pa.array(["-0"]), pa.array(["000"]), pa.array([0], pa.int8())],
        [pa.array([1.5]), pa.array(["1.50"]), pa.array([1.5], pa.float32())],
        [pa.array([True]), pa.array(["True"]), pa.array(["TRUE "])],
        [pa.array(["\u00e9"]), pa.array(["e\u0301"]), pa.array(["\u00e9"]).dictionary_encode()],
        [pa.array([20240131]), pa.array(["20240131"]), pa.array([20240131.0])],
        [pa.array([1706659200], pa.timestamp("s")), pa.array(["2024-01-31"])],
    ],
)
def test_one_value_has_one_key_in_every_type(same: list[pa.Array]) -> None:
    keys = {keys_of(array)[0].as_py() for array in same}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize("array", [pa.array([""]), pa.array(["  "]), pa.array([float("nan")]), pa.array([None])])
def test_blank_cells_are_missing(array: pa.Array) -> None:
    assert keys_of(array).to_pylist() == [None]


def test_words_and_long_numbers_stay_as_they_are() -> None:
    words = ["Z\u00fcrich", "<b>x</b>", "1e5", "1.2.3", "007x", "12345678901234567890", "北京"]
    assert keys_of(pa.array(words)).to_pylist() == words


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_agree_with_floats_and_text(number: int) -> None:
    arrays = [pa.array([number]), pa.array([float(number)]), pa.array([str(number)]), pa.array([f"{number}.0"])]
    assert {keys_of(array)[0].as_py() for array in arrays} == {str(number)}


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=30))
def test_any_text_encodes_and_training_values_are_known(cells: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(cells, pa.string())])
    vocabulary = fit_vocabulary(column, "x", 1, 1000)
    coded = encode_categories(column, vocabulary)
    assert not coded.unseen
    assert (coded.codes == 0).sum() == coded.missing == vocabulary["missing"]
    assert sum(vocabulary["counts"]) + vocabulary["missing"] == len(cells)


def test_vocabulary_is_ordered_and_rare_values_are_unknown() -> None:
    column = pa.chunked_array([["b", "a", "b", "a", "z"], ["b", None, "y", " "]])
    vocabulary = fit_vocabulary(column, "x", 2, 10)
    assert vocabulary["keys"] == ["b", "a"]
    assert vocabulary["counts"] == [3, 2]
    assert vocabulary["missing"] == 2
    assert vocabulary["rare"] == ["y", "z"]
    coded = encode_categories(pa.chunked_array([["a", "b", "z"], [None, "new", "new"]]), vocabulary)
    assert coded.codes.tolist() == [2, 1, 0, 0, 0, 0]
    assert coded.unseen == {"new": 2}
    assert coded.missing == 1


def test_the_least_frequent_beyond_the_most_allowed_are_unknown() -> None:
    vocabulary = fit_vocabulary(pa.chunked_array([["a", "a", "a", "b", "b", "c"]]), "x", 1, 2)
    assert vocabulary["keys"] == ["a", "b"]
    assert vocabulary["rare"] == ["c"]


def test_type_drift_keeps_codes() -> None:
    vocabulary = fit_vocabulary(pa.chunked_array([pa.array([3, 3, 7, 7, 7])]), "x", 1, 10)
    expected = [1, 2, 0]
    for drifted in ([7, 3, 9], [7.0, 3.0, None], ["7", "03", ""], ["7.0", " 3", "x"]):
        assert codes(pa.chunked_array([drifted]), vocabulary) == expected


@pytest.mark.parametrize("trained", [[True, True, False], ["True", "true", "FALSE"], [1, 1, 0], ["1", "1", "0"]])
@pytest.mark.parametrize("new", [[False, True], ["false", "TRUE"], [0, 1], [0.0, 1.0], ["0", "1.0"]])
def test_yes_no_columns_agree_however_they_are_written(trained: list, new: list) -> None:
    vocabulary = fit_vocabulary(pa.chunked_array([trained]), "x", 1, 10)
    assert codes(pa.chunked_array([new]), vocabulary) == [2, 1]


def test_dictionary_columns_and_empty_ones() -> None:
    vocabulary = fit_vocabulary(pa.chunked_array([pa.array(["a", "b", "a"]).dictionary_encode()]), "x", 1, 10)
    assert codes(pa.chunked_array([pa.array(["b", None, "a"]).dictionary_encode()]), vocabulary) == [2, 0, 1]
    assert codes(pa.chunked_array([pa.nulls(2)]), vocabulary) == [0, 0]
    assert codes(pa.chunked_array([], pa.string()), vocabulary) == []


def test_lists_are_refused_in_a_sentence() -> None:
    with pytest.raises(Problem, match=r"'tags' holds list.* values"):
        fit_vocabulary(pa.chunked_array([[["a"], ["b"]]]), "tags", 1, 10)
