"""GRU4Rec: a gated recurrent unit over a history of items."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.item_table import ItemTable
from bigmodel.networks.next_item import finish
from bigmodel.spec.hparams import GRU4Rec


def build(hparams: GRU4Rec, items: int, length: int) -> keras.Model:
    """Item vectors, one GRU, a dense layer back, added to the last vector (Hidasi et al., arXiv 1511.06939).

    Trained with the full cross-entropy (Hidasi and Karatzoglou, arXiv 1706.03847, show that the loss decides), with
    the bias and the bonus of ``ItemTable`` and ``Again``. Padding gives zeros in; a unit without bias in its
    candidate stays at zero over them, so padding changes nothing.

    Args:
        hparams: Width, dropout and seed.
        items: Number of items; codes run from 1, 0 is padding.
        length: Items of a history, padded on the left.

    Returns:
        A model from ``{"history": int32 (n, length)}`` to packed states, see ``Packed``.
    """
    history = keras.Input((length,), dtype="int32", name="history")
    vectors: Any = ItemTable(items, hparams.width, seed=hparams.seed, name="items")(history)
    states: Any = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout_in")(vectors)
    states = keras.layers.GRU(
        hparams.width,
        return_sequences=True,
        use_bias=False,
        kernel_initializer=keras.initializers.GlorotUniform(seed=hparams.seed + 1),
        recurrent_initializer=keras.initializers.Orthogonal(seed=hparams.seed + 2),
        name="gru",
    )(states)
    states = keras.layers.Dropout(hparams.dropout, seed=hparams.seed + 3, name="dropout_out")(states)
    # Starts at zero: at first the state is the last item's vector alone.
    states = keras.layers.Dense(hparams.width, kernel_initializer="zeros", name="back")(states)
    states = keras.layers.LayerNormalization(name="last_norm")(keras.layers.Add(name="with_last")([vectors, states]))
    return finish(states, history, hparams.seed + 50, "gru4rec")
