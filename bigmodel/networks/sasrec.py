"""SASRec: causal self-attention over a history of items."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.attention_block import AttentionBlock
from bigmodel.networks.item_table import ItemTable
from bigmodel.networks.next_item import finish
from bigmodel.spec import Problem
from bigmodel.spec.hparams import SASRec


def build(hparams: SASRec, items: int, length: int) -> keras.Model:
    """Item vectors, blocks of attention, a last normalisation (Kang and McAuley, arXiv 1808.09781).

    It differs from the paper in three points: places by age and not by number, a bias for each item, and a bonus for
    items that stand in the history (see ``AttentionBlock``, ``ItemTable`` and ``Again``).

    Args:
        hparams: Width, blocks, heads, dropout and seed.
        items: Number of items; codes run from 1, 0 is padding.
        length: Items of a history, padded on the left.

    Returns:
        A model from ``{"history": int32 (n, length)}`` to packed states, see ``Packed``.

    Raises:
        Problem: The width is no multiple of the heads.
    """
    if hparams.width % hparams.heads:
        raise Problem(
            f"A width of {hparams.width} can't be divided among {hparams.heads} heads",
            remedy="Choose a width that is a multiple of the heads.",
        )
    history = keras.Input((length,), dtype="int32", name="history")
    states: Any = ItemTable(items, hparams.width, seed=hparams.seed, name="items")(history)
    states = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout")(states)
    for number in range(hparams.blocks):
        block = AttentionBlock(
            hparams.heads, hparams.dropout, seed=hparams.seed + 100 * (number + 1), name=f"block_{number + 1}"
        )
        states = block(states, history)
    states = keras.layers.LayerNormalization(name="last_norm")(states)
    return finish(states, history, hparams.seed + 50, "sasrec")
