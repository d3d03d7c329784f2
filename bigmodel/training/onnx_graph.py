"""An ONNX graph under construction: nodes that are added one by one, numbers that may still change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
"""The first in which ``Resize`` takes the axes that it changes."""
IR = 9
TYPES = {"uint8": TensorProto.UINT8, "float32": TensorProto.FLOAT}


class Graph:
    """Nodes and numbers.

    Attributes:
        numbers: Name of a constant to its values; what is changed before ``model`` is changed in the model.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, NDArray[Any]] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._made = 0

    def add(self, operator: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        """Add a node with one output and give the output's name."""
        output = name or self._name(operator)
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, values: Any, dtype: str = "float32") -> str:
        """Keep numbers in the model and give their name."""
        name = self._name("number")
        self.numbers[name] = np.asarray(values, dtype)
        return name

    def model(self, inputs: Mapping[str, tuple[str, Sequence[Any]]], outputs: Mapping[str, Sequence[Any]]) -> bytes:
        """The finished model.

        Args:
            inputs: Name to type (``uint8``, ``float32``) and shape; text in a shape names a size that may be any.
            outputs: Name to the shape of float32 numbers.
        """
        graph = helper.make_graph(
            self._nodes,
            "bigmodel",
            [helper.make_tensor_value_info(name, TYPES[dtype], shape) for name, (dtype, shape) in inputs.items()],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
            [numpy_helper.from_array(values, name) for name, values in self.numbers.items()],
        )
        whole = helper.make_model(
            graph, producer_name="bigmodel", opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR
        )
        content: bytes = whole.SerializeToString()
        return content

    def _name(self, kind: str) -> str:
        self._made += 1
        return f"{kind.lower()}_{self._made}"
