"""``model.onnx`` in ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

from bigmodel.spec import Problem

REFUSED = (
    state.Fail,
    state.InvalidArgument,
    state.InvalidGraph,
    state.InvalidProtobuf,
    state.NoModel,
    state.NoSuchFile,
    state.NotFound,
    state.NotImplemented,
    state.RuntimeException,
)
"""What ONNX Runtime raises on a file or on inputs that it can't use; they share no base of their own."""


def open_session(model: Path) -> onnxruntime.InferenceSession:
    """Open a model's file.

    Raises:
        Problem: The file is gone or damaged.
    """
    if not model.is_file():
        raise Problem("The model of this run is gone", where=model.name, remedy="Train it again.")
    try:
        return session_of(str(model))
    except REFUSED as error:
        raise Problem("The model of this run is damaged", where=model.name, remedy="Train it again.") from error


def session_of(model: str | bytes) -> onnxruntime.InferenceSession:
    """Open a model, by its path or as it is, with one thread inside an operator: chunks run beside each other instead.

    Raises:
        One of ``REFUSED``.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
