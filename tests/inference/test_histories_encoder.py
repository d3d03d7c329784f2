import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.encode import encode
from bigmodel.inference.histories import encode_histories, history_encoder, leave_out_known, pad_left, top_items
from bigmodel.spec import Outcome, Problem, Schema

ENCODER = history_encoder(["a", "b", "c"], 4, ["Apple", None, ""])


def test_histories_are_padded_on_the_left_and_unknown_items_passed_over():
    history = encode_histories([["a", "x", "c"], [], ["a", "b", "c", "a", "b"]], ENCODER)["history"]
    assert history.tolist() == [[0, 0, 1, 3], [0, 0, 0, 0], [2, 3, 1, 2]]
    assert history.dtype == np.int32


def test_the_encoder_is_json_and_every_item_has_a_title():
    assert json.loads(json.dumps(ENCODER)) == ENCODER
    assert ENCODER["titles"] == ["Apple", "b", "c"]
    assert history_encoder(["a"], 2)["titles"] == ["a"]


def test_the_encoder_is_found_by_the_kind_of_data():
    outcome = Outcome(kind="ranking")
    schema = Schema(task="interactions", template="t", fields=(), outcome=outcome, encoder=ENCODER)
    assert encode([["b"]], schema)["history"].tolist() == [[0, 0, 0, 2]]
    lacking = schema.model_copy(update={"encoder": {"items": ["a"]}})
    with pytest.raises(Problem, match="lacks length, repeats, titles"):
        encode([["b"]], lacking)


@given(st.lists(st.lists(st.integers(1, 9), max_size=12), max_size=5), st.integers(1, 8))
def test_padding_keeps_the_most_recent(histories, length):
    padded = pad_left(histories, length)
    assert padded.shape == (len(histories), length)
    for row, history in zip(padded.tolist(), histories, strict=True):
        recent = history[-length:]
        assert row == [0] * (length - len(recent)) + recent


def test_lists_come_best_first_equals_by_column_and_end_where_nothing_is_left():
    scores = np.array([[1, 3, 3, 2]], np.float32)
    assert top_items(scores, 3).tolist() == [[1, 2, 3]]
    left = leave_out_known(scores, [[2, 3, 2]])
    assert top_items(left, 9).tolist() == [[3, 0, -1, -1]]
    assert scores[0, 1] == 3
