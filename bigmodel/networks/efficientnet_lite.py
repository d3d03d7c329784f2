"""EfficientNet-Lite0 with ImageNet weights: what pictures have in common, learnt from a million photographs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from bigmodel.networks.pretrained_weights import weights

STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Repeats, kernel, stride of the first, expansion and channels of each stage (EfficientNet, arXiv 1905.11946)."""
STEM, FEATURES = 32, 1280
BLOCKS = sum(stage[0] for stage in STAGES)
EPSILON = 1e-3


def trunk(side: int, until: int = BLOCKS) -> keras.Model:
    """The part before a block, with its weights and frozen.

    Args:
        side: Height and width of the pictures.
        until: Number of the block before which it ends; ``BLOCKS`` for the whole network.

    Returns:
        A model from colour pictures float32 (n, side, side, 3), 0 to 255, to float32 (n, FEATURES) for the whole
        network, else to the (n, h, w, channels) that the block takes.

    Raises:
        Problem: The weights are missing or not the ones that are known.
    """
    pictures = keras.Input((side, side, 3), dtype="float32", name="scaled_pictures")
    hidden = keras.layers.Rescaling(1 / 128, offset=-127 / 128, name="rescaled")(pictures)
    hidden = _convolved(hidden, STEM, 3, 2, "stem")
    for block in range(until):
        hidden = _block(hidden, block)
    hidden = _ended(hidden) if until == BLOCKS else hidden
    model = keras.Model(pictures, hidden, name="trunk")
    _fill(model, weights())
    model.trainable = False
    return model


def tail(shape: tuple[int, int, int], first: int) -> keras.Model:
    """The part from a block on, with its weights; its normalisation keeps the statistics of ImageNet.

    Args:
        shape: Of what ``trunk(side, first)`` gives.
        first: Number of its first block.

    Returns:
        A model from float32 (n, *shape) to features float32 (n, FEATURES).
    """
    inner = keras.Input(shape, dtype="float32", name="inner")
    hidden: Any = inner
    for block in range(first, BLOCKS):
        hidden = _block(hidden, block)
    model = keras.Model(inner, _ended(hidden), name="tail")
    _fill(model, weights())
    for layer in model.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    return model


def _stage_of(block: int) -> tuple[int, int, int, int]:
    """Kernel, stride, expansion and channels of a block."""
    for repeats, kernel, stride, expansion, channels in STAGES:
        if block < repeats:
            return kernel, stride if block == 0 else 1, expansion, channels
        block -= repeats
    raise ValueError("there is no such block")


def _block(hidden: Any, block: int) -> Any:
    """1 x 1 expansion, depthwise convolution, 1 x 1 projection; added to what came in where the shapes agree."""
    kernel, stride, expansion, channels = _stage_of(block)
    name, came = f"block_{block}", hidden
    if expansion > 1:
        hidden = _convolved(hidden, hidden.shape[-1] * expansion, 1, 1, f"{name}_expand")
    layers = keras.layers
    hidden = layers.DepthwiseConv2D(
        kernel, stride, padding="same", use_bias=False, dtype="float32", name=f"{name}_depthwise"
    )(hidden)
    hidden = _normalised(hidden, f"{name}_depthwise")
    hidden = _convolved(hidden, channels, 1, 1, f"{name}_project", active=False)
    if stride == 1 and came.shape[-1] == channels:
        return layers.Add(name=f"{name}_added")([came, hidden])
    return hidden


def _ended(hidden: Any) -> Any:
    return keras.layers.GlobalAveragePooling2D(name="features")(_convolved(hidden, FEATURES, 1, 1, "top"))


def _convolved(hidden: Any, channels: int, kernel: int, stride: int, name: str, *, active: bool = True) -> Any:
    hidden = keras.layers.Conv2D(channels, kernel, stride, padding="same", use_bias=False, dtype="float32", name=name)(
        hidden
    )
    return _normalised(hidden, name, active=active)


def _normalised(hidden: Any, name: str, *, active: bool = True) -> Any:
    hidden = keras.layers.BatchNormalization(epsilon=EPSILON, dtype="float32", name=f"{name}_norm")(hidden)
    return keras.layers.ReLU(max_value=6.0, name=f"{name}_relu")(hidden) if active else hidden


def _fill(model: keras.Model, tensors: Mapping[str, NDArray[Any]]) -> None:
    """Put the file's numbers into the layers, turned from PyTorch's order of axes into Keras's."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.DepthwiseConv2D):
            layer.set_weights([np.transpose(tensors[f"{_theirs(layer.name)}.weight"], (2, 3, 0, 1))])
        elif isinstance(layer, keras.layers.Conv2D):
            layer.set_weights([np.transpose(tensors[f"{_theirs(layer.name)}.weight"], (2, 3, 1, 0))])
        elif isinstance(layer, keras.layers.BatchNormalization):
            name = _theirs(layer.name)
            kinds = ("weight", "bias", "running_mean", "running_var")
            layer.set_weights([tensors[f"{name}.{kind}"] for kind in kinds])


def _theirs(name: str) -> str:
    """Our layer's name to the file's."""
    fixed = {"stem": "_conv_stem", "stem_norm": "_bn0", "top": "_conv_head", "top_norm": "_bn1"}
    if name in fixed:
        return fixed[name]
    _, block, kind, *norm = name.split("_")
    if not norm:
        return f"_blocks.{block}._{kind}_conv"
    # A block that does not expand still counts its normalisations from 1.
    return f"_blocks.{block}._bn{('expand', 'depthwise', 'project').index(kind)}"
