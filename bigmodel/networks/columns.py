"""The front of every network for tables: columns in, one vector a row out."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from bigmodel.networks.categories import Embeddings
from bigmodel.networks.inputs import TableInputs
from bigmodel.networks.numbers import Periodic, PiecewiseLinear, RobustScale

FREQUENCIES = 16
SIGMA = 0.3
NUMBER_WIDTH = 8
CATEGORY_WIDTH = 4


def read_columns(inputs: TableInputs, seed: int) -> tuple[dict[str, Any], Any, list[int]]:
    """Make the input tensors and embed every column.

    Args:
        inputs: What was fitted on training rows.
        seed: Seed of the first weights.

    Returns:
        The Keras inputs by name, the tensor of features (n, D), and the widths of its parts, one or more a column.
    """
    tensors: dict[str, Any] = {
        "numbers": keras.Input((inputs.numbers,), dtype="float32", name="numbers"),
        "codes": keras.Input((inputs.codes,), dtype="int32", name="codes"),
    }
    parts: list[Any] = []
    sections: list[int] = []
    if inputs.numbers:
        flagged = np.flatnonzero(inputs.missing).tolist()
        scaled = RobustScale(inputs.centre.tolist(), inputs.scale.tolist(), flagged, name="scaled")(tensors["numbers"])
        parts += [
            scaled,
            keras.layers.Flatten(name="numbers_embedded")(_embed(tensors["numbers"], scaled, inputs, seed)),
        ]
        sections += [1] * (inputs.numbers + len(flagged)) + [NUMBER_WIDTH] * inputs.numbers
    if inputs.codes:
        vectors = Embeddings(inputs.cardinalities, CATEGORY_WIDTH, seed, name="embeddings")(tensors["codes"])
        parts.append(keras.layers.Flatten(name="categories")(vectors))
        sections += [CATEGORY_WIDTH] * inputs.codes
    features = parts[0] if len(parts) == 1 else keras.layers.Concatenate(name="features")(parts)
    return tensors, features, sections


def _embed(numbers: Any, scaled: Any, inputs: TableInputs, seed: int) -> Any:
    """Embeddings of numeric columns (n, d, width): periodic ones for what is smooth, plus bins for steps and tails."""
    waves = Periodic(FREQUENCIES, SIGMA, NUMBER_WIDTH, seed, name="periodic")(scaled[:, : inputs.numbers])
    bins = PiecewiseLinear(inputs.edges.tolist(), inputs.centre.tolist(), NUMBER_WIDTH, name="piecewise")(numbers)
    return keras.layers.Add(name="number_vectors")([waves, bins])
