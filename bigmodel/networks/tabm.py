"""TabM-mini: many members share one dense body (Gorishniy et al., arXiv 2410.24210)."""

from __future__ import annotations

import keras

from bigmodel.networks.columns import read_columns
from bigmodel.networks.dropout import ByteDropout
from bigmodel.networks.inputs import TableInputs
from bigmodel.networks.members import MemberHeads, MemberScale
from bigmodel.spec.hparams import TabM


def build(hparams: TabM, inputs: TableInputs, classes: int) -> keras.Model:
    """Embedded columns, each member's own scaling, shared dense layers with ReLU, each member's own head.

    Args:
        hparams: Members, width, depth, dropout and seed.
        inputs: What was fitted on training rows.
        classes: Number of classes.

    Returns:
        A model from ``{"numbers", "codes"}`` to logits (n, members, classes).
    """
    tensors, features, sections = read_columns(inputs, hparams.seed)
    hidden = MemberScale(hparams.members, sections, hparams.seed, name="member_scale")(features)
    for index in range(hparams.depth):
        start = keras.initializers.HeUniform(seed=hparams.seed + index)
        hidden = keras.layers.Dense(
            hparams.width, activation="relu", kernel_initializer=start, name=f"dense_{index + 1}"
        )(hidden)
        if hparams.dropout:
            hidden = ByteDropout(hparams.dropout, hparams.seed + index, name=f"dropout_{index + 1}")(hidden)
    logits = MemberHeads(classes, hparams.seed + hparams.depth, name="heads")(hidden)
    return keras.Model(tensors, logits, name="tabm")
