"""Write the two files that ship, model.keras and model.onnx, and prove that they answer alike."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from bigmodel.networks.serving import serving
from bigmodel.spec import Problem

TOLERANCE = 1e-5

Write = Callable[[keras.Model, Path], object]
"""Writes a model that ships as ``model.onnx`` with the output ``scores``; it may give further outputs."""


def export_bundle(
    model: keras.Model,
    folder: Path,
    example: Mapping[str, NDArray[Any]],
    wrap: Callable[[keras.Model], keras.Model] = serving,
    write: Write | None = None,
) -> None:
    """Export a network as the model that ships, in float32.

    ``model.onnx`` takes the network's inputs by name with any number of rows and answers ``scores`` float32 (n, k);
    ``model.keras`` is the same model for Keras.

    Args:
        model: Network, in any precision.
        folder: Existing folder.
        example: Some rows for each input; both files must answer them alike.
        wrap: Makes the model that ships from the network: the same inputs, one output (n, k) in float32. For logits
            (n, members, classes) ``networks.serving.serving``.
        write: Writes it as ONNX; None leaves that to tf2onnx.

    Raises:
        Problem: The answers differ by more than 1e-5.
    """
    shipped = wrap(model)
    expected = np.asarray(shipped(dict(example), training=False))
    shipped.save(folder / "model.keras")
    (write or _write_onnx)(shipped, folder / "model.onnx")
    _compare(expected, folder / "model.onnx", example)


def _write_onnx(shipped: keras.Model, path: Path) -> None:
    """Convert by tf2onnx (it logs every step unless told not to) and name the one output ``scores``."""
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        shipped.export(path, format="onnx", verbose=False)
    converted = onnx.load(path)
    (output,) = converted.graph.output
    for node in converted.graph.node:
        node.output[:] = ["scores" if name == output.name else name for name in node.output]
        node.input[:] = ["scores" if name == output.name else name for name in node.input]
    output.name = "scores"
    onnx.save(converted, path)


def _compare(expected: NDArray[np.float32], path: Path, example: Mapping[str, NDArray[Any]]) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    (answer,) = session.run(["scores"], {entry.name: example[entry.name] for entry in session.get_inputs()})
    furthest = float(np.max(np.abs(answer - expected), initial=0.0))
    if not furthest <= TOLERANCE:
        raise Problem(
            f"The exported model answers differently from the trained one, by up to {furthest:.1g}",
            remedy="Train again with a lower learning rate.",
        )
