"""Networks for pictures written as ONNX straight from their layers: a second instead of tf2onnx's nine.

Batch normalisation is folded into the convolution before it. Where a network ends in the mean over places and a dense
layer, the model also answers ``regions``: what each place adds to the logit of each class (class activation maps: Zhou
et al., arXiv 1512.04150), so that the mean over places is the logit itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

import keras
import numpy as np

from bigmodel.networks.augment import Augment
from bigmodel.networks.backbone import Copies, OneCopy, ToColour
from bigmodel.networks.looks import Looks, MeanOfLooks
from bigmodel.networks.serving import MeanProbability
from bigmodel.training.onnx_graph import Graph

PICTURES, SCORES, REGIONS = "pictures", "scores", "regions"
ROWS = "rows"
TINY = 1e-12


def write_picture_onnx(shipped: keras.Model, path: Path) -> None:
    """Write the model that ships: ``pictures`` uint8 (n, h, w, c) to ``scores`` and, where there are, ``regions``.

    Args:
        shipped: Of the layers that this package builds networks for pictures from.
        path: The file.

    Raises:
        NotImplementedError: A layer is none of these.
    """
    path.write_bytes(onnx_of(shipped, SCORES))


def onnx_of(model: keras.Model, output: str) -> bytes:
    """A model as ONNX.

    Args:
        model: From uint8 pictures (n, h, w, c) to one output.
        output: Name to give to it.

    Raises:
        NotImplementedError: A layer has no counterpart here.
    """
    writer = _Writer()
    made = writer.through(model, PICTURES)
    shape: list[Any] = list(model.output.shape[1:])
    if len(shape) == len(("down", "across", "channel")):
        made = writer.graph.add("Transpose", made, perm=[0, 2, 3, 1])
    writer.graph.add("Identity", made, name=output)
    outputs: dict[str, list[Any]] = {output: [ROWS, *shape]}
    if writer.regions is not None:
        writer.end_regions()
        outputs[REGIONS] = [ROWS, "down", "across", shape[-1]]
    (pictures,) = model.inputs
    return writer.graph.model({PICTURES: ("uint8", [ROWS, *pictures.shape[1:]])}, outputs)


class _Writer:
    """Writes one layer after the other. Names of tensors go where Keras's own tensors would."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.regions: str | None = None
        self._places: str | None = None
        self._kernels: dict[str, tuple[str, str]] = {}
        self._pixels = {PICTURES}
        self._looks = 1

    def through(self, model: keras.Model, tensor: str) -> str:
        """The name of a model's output for an input of this name."""
        # The walk through a functional model by which Keras itself calls it, clones it and finds shapes.
        found = model._run_through_graph(
            [tensor], operation_fn=self._written, call_fn=lambda layer, *given, **_: layer(*given)
        )
        return str(keras.tree.flatten(found)[0])

    def _written(self, layer: Any) -> Callable[..., str]:
        def write(given: Any, *_: Any) -> str:
            (tensor, *others) = keras.tree.flatten(given)
            return self.write(layer, tensor, *others)

        return write

    @singledispatchmethod
    def write(self, layer: Any, tensor: str, *others: str) -> str:
        """Add the nodes of a layer and give the name of what it answers."""
        raise NotImplementedError(f"{type(layer).__name__} has no counterpart in ONNX here")

    @write.register
    def _(self, layer: keras.Model, tensor: str) -> str:
        return self.through(layer, tensor)

    @write.register(Augment)
    @write.register(keras.layers.Dropout)
    @write.register(Copies)
    @write.register(OneCopy)
    def _(self, layer: Any, tensor: str) -> str:
        """In use they change nothing: of equal copies the first is taken."""
        return tensor

    @write.register
    def _(self, layer: ToColour, tensor: str) -> str:
        add, side = self.graph.add, layer.side
        planes = self._in_planes(tensor)
        if tuple(layer.input.shape[1:3]) != (side, side):
            sizes = self.graph.constant([side, side], "int64")
            way = "half_pixel"
            planes = add(
                *("Resize", planes, "", "", sizes), mode="linear", coordinate_transformation_mode=way, axes=[2, 3]
            )
        return planes if layer.input.shape[-1] == 3 else add("Concat", planes, planes, planes, axis=1)

    @write.register
    def _(self, layer: keras.layers.Rescaling, tensor: str) -> str:
        scale, offset = self.graph.constant(layer.scale), self.graph.constant(layer.offset)
        return self.graph.add("Add", self.graph.add("Mul", self._in_planes(tensor), scale), offset)

    @write.register
    def _(self, layer: keras.layers.Conv2D, tensor: str) -> str:
        return self._convolved(layer, tensor, np.transpose(layer.kernel, (3, 2, 0, 1)), 1)

    @write.register
    def _(self, layer: keras.layers.DepthwiseConv2D, tensor: str) -> str:
        return self._convolved(layer, tensor, np.transpose(layer.kernel, (2, 3, 0, 1)), int(layer.kernel.shape[2]))

    def _convolved(self, layer: Any, tensor: str, kernel: Any, groups: int) -> str:
        weights = self.graph.constant(kernel)
        bias = self.graph.constant(layer.bias if layer.use_bias else np.zeros(len(kernel)))
        made = self.graph.add(
            "Conv",
            *(tensor, weights, bias),
            auto_pad="SAME_UPPER" if layer.padding == "same" else "VALID",
            strides=list(layer.strides),
            group=groups,
        )
        self._kernels[made] = weights, bias
        return self._active(layer, made)

    @write.register
    def _(self, layer: keras.layers.BatchNormalization, tensor: str) -> str:
        """Into the convolution before it, which has no other reader."""
        weights, bias = (self.graph.numbers[name] for name in self._kernels.pop(tensor))
        parts = (layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance)
        gamma, beta, mean, variance = (np.asarray(part, np.float64) for part in parts)
        scale = gamma / np.sqrt(variance + layer.epsilon)
        weights *= scale.astype(np.float32)[:, None, None, None]
        bias[:] = (bias - mean) * scale + beta
        return tensor

    @write.register
    def _(self, layer: keras.layers.ReLU, tensor: str) -> str:
        if layer.max_value is None:
            return self.graph.add("Relu", tensor)
        return self.graph.add("Clip", tensor, self.graph.constant(0.0), self.graph.constant(layer.max_value))

    @write.register
    def _(self, layer: keras.layers.Add, tensor: str, *others: str) -> str:
        return self.graph.add("Add", tensor, *others)

    @write.register
    def _(self, layer: keras.layers.MaxPooling2D, tensor: str) -> str:
        return self.graph.add("MaxPool", tensor, kernel_shape=list(layer.pool_size), strides=list(layer.strides))

    @write.register
    def _(self, layer: keras.layers.Flatten, tensor: str) -> str:
        return self.graph.add("Flatten", self.graph.add("Transpose", tensor, perm=[0, 2, 3, 1]), axis=1)

    @write.register
    def _(self, layer: keras.layers.GlobalAveragePooling2D, tensor: str) -> str:
        self._places = self.graph.add("Transpose", tensor, perm=[0, 2, 3, 1])
        return self._mean(tensor, 2, 3)

    @write.register
    def _(self, layer: keras.layers.UnitNormalization, tensor: str) -> str:
        square = self.graph.add("ReduceSumSquare", tensor, self.graph.constant([1], "int64"), keepdims=1)
        length = self.graph.add("Sqrt", self.graph.add("Max", square, self.graph.constant(TINY)))
        if self._places is not None:
            apart = self.graph.add("Unsqueeze", length, self.graph.constant([1, 2], "int64"))
            self._places = self.graph.add("Div", self._places, apart)
        return self.graph.add("Div", tensor, length)

    @write.register
    def _(self, layer: keras.layers.Dense, tensor: str) -> str:
        kernel, bias = self.graph.constant(layer.kernel), self.graph.constant(layer.bias)
        if self._places is not None:
            self.regions = self.graph.add("Add", self.graph.add("MatMul", self._places, kernel), bias)
            self._places = None
        return self._active(layer, self.graph.add("Add", self.graph.add("MatMul", tensor, kernel), bias))

    @write.register
    def _(self, layer: keras.layers.Reshape, tensor: str) -> str:
        shape = self.graph.constant([-1, *layer.target_shape], "int64")
        return self.graph.add("Reshape", tensor, shape)

    @write.register
    def _(self, layer: MeanProbability, tensor: str) -> str:
        return self._mean(self.graph.add("Softmax", tensor, axis=-1), 1)

    @write.register
    def _(self, layer: Looks, tensor: str) -> str:
        self._looks = layer.count
        copies = [tensor]
        if layer.shift:
            copies += [self._moved(tensor, axis, ahead) for axis in (1, 2) for ahead in (True, False)]
        whole = self.graph.add("Concat", *copies, axis=0) if len(copies) > 1 else tensor
        if layer.flip:
            back = (self.graph.constant([value], "int64") for value in (-1, -(2**31), 2, -1))
            whole = self.graph.add("Concat", whole, self.graph.add("Slice", whole, *back), axis=0)
        self._pixels.add(whole)
        return whole

    @write.register
    def _(self, layer: MeanOfLooks, tensor: str) -> str:
        apart = self.graph.add(
            "Reshape", tensor, self.graph.constant([layer.count, -1, layer.output.shape[-1]], "int64")
        )
        return self._mean(apart, 0)

    def end_regions(self) -> None:
        """Name the regions of the pictures as they are: the first of all looks."""
        assert self.regions is not None
        if self._looks == 1:
            self.graph.add("Identity", self.regions, name=REGIONS)
            return
        zero, one = self.graph.constant([0], "int64"), self.graph.constant([1], "int64")
        rows = self.graph.add("Slice", self.graph.add("Shape", PICTURES), zero, one)
        self.graph.add("Slice", self.regions, zero, rows, zero, name=REGIONS)

    def _moved(self, tensor: str, axis: int, ahead: bool) -> str:
        """Pictures moved by a pixel; the edge that comes in is repeated."""
        ends = ((1, 2**31), (-1, 2**31)) if ahead else ((0, 1), (0, -1))
        parts = [
            self.graph.add("Slice", tensor, *(self.graph.constant([value], "int64") for value in (*part, axis)))
            for part in ends
        ]
        return self.graph.add("Concat", *parts, axis=axis)

    def _in_planes(self, tensor: str) -> str:
        """Pictures (n, h, w, c) as float32 (n, c, h, w); what is no longer in pixels is so already."""
        if tensor not in self._pixels:
            return tensor
        return self.graph.add("Transpose", self.graph.add("Cast", tensor, to=1), perm=[0, 3, 1, 2])

    def _active(self, layer: Any, tensor: str) -> str:
        return self.graph.add("Relu", tensor) if layer.activation is keras.activations.relu else tensor

    def _mean(self, tensor: str, *axes: int) -> str:
        return self.graph.add("ReduceMean", tensor, self.graph.constant(axes, "int64"), keepdims=0)
