"""Training for the next item of a history, at every place of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bigmodel.networks.item_table import ItemTable
from bigmodel.networks.next_item import unpack

NEVER = -1e9


class NextItem:
    """Cross-entropy over all items of the catalogue at every place that has an answer.

    Answers are int32 (n, length): the item that follows each place, 0 where there is nothing to learn. Scores of all
    items are made for those places alone.

    Args:
        table: The network's item table.
        repeats: Whether an item of the history may come again. If so its bonus counts, if not such items are left out
            of the ranks.
    """

    def __init__(self, table: ItemTable, repeats: bool) -> None:
        self._table, self._repeats = table, repeats

    def losses(self, output: Any, y: Any) -> tuple[Any, Any, Any]:
        """Mean loss of a row's places; share of them whose item comes first; the last answer's rank, all (n,)."""
        states, bonus, codes = unpack(output)
        places = tf.where(y > 0)
        row = places[:, 0]
        answers = tf.gather_nd(y, places)
        scores = self._scores(tf.gather_nd(states, places), tf.gather_nd(bonus, places), tf.gather(codes, row))
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=answers, logits=scores)
        first = tf.cast(tf.equal(tf.argmax(scores, axis=-1, output_type=y.dtype), answers), tf.float32)
        rows = tf.shape(y, out_type=tf.int64)[0]
        there = tf.maximum(tf.math.unsorted_segment_sum(tf.ones_like(each), row, rows), 1.0)
        mean, right = (tf.math.unsorted_segment_sum(values, row, rows) / there for values in (each, first))
        return mean, right, self._ranks(states, bonus, codes, y[:, -1])

    def kept(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The ranks as they are, 1 for the first."""
        return values

    def _scores(self, states: Any, bonus: Any, codes: Any) -> Any:
        """Scores (m, items + 1) of states (m, width), with the bonuses (m, length) of the codes (m, length)."""
        scores = self._table.scores(states)
        if not self._repeats:
            return scores
        return tf.tensor_scatter_nd_add(scores, _cells(codes), bonus)

    def _ranks(self, states: Any, bonus: Any, codes: Any, answers: Any) -> Any:
        scores = self._scores(states[:, -1], bonus[:, -1], codes)
        own = tf.gather(scores, answers, batch_dims=1)
        if not self._repeats:
            scores = tf.tensor_scatter_nd_min(scores, _cells(codes), tf.fill(tf.shape(codes), NEVER))
        names = tf.range(tf.shape(scores)[1], dtype=answers.dtype)
        # Among equals the item with the smaller code comes first, as in every list that is shown.
        before = (scores > own[:, None]) | ((scores == own[:, None]) & (names < answers[:, None]) & (names > 0))
        return 1.0 + tf.reduce_sum(tf.cast(before, tf.float32), axis=1)


def _cells(codes: Any) -> Any:
    """Row and column of each code, int32 (m, length, 2)."""
    rows = tf.broadcast_to(tf.range(tf.shape(codes)[0])[:, None], tf.shape(codes))
    return tf.stack([rows, codes], axis=-1)
