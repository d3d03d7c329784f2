"""Arrays in .npz, .npy and .mat files that nobody vouches for: nothing in them is run, and bombs are refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.archive import Limits, read_zip
from bigmodel.data.memory import most_bytes
from bigmodel.spec import Problem
from bigmodel.tasks.signals.mat73 import is_mat73, read_mat73
from bigmodel.tasks.signals.unpacked import DENSEST, too_large, unpacked

Arrays = dict[str, NDArray[Any]]
LIMITS = Limits(entries=2_000, total=4 << 30, entry=2 << 30)
_COMPRESSED = 15


def read_npz(path: Path) -> Arrays:
    """The arrays of an .npz file.

    Raises:
        Problem: It is damaged, a bomb, or holds Python objects, which could run a program when read.
    """
    arrays: Arrays = {}
    left = most_bytes() // 2
    for name, content in read_zip(path, LIMITS, (".npy",)):
        left -= len(content)
        if left < 0:
            raise too_large(path)
        arrays[name.removesuffix(".npy")] = _array(content, f"{path.name}, {name.removesuffix('.npy')}")
    if not arrays:
        raise Problem("The archive holds no arrays", where=path.name, remedy="Save it with numpy.savez.")
    return arrays


def read_npy(path: Path) -> Arrays:
    """The one array of an .npy file, under the file's name.

    Raises:
        Problem: It is damaged, too large, or holds Python objects.
    """
    if path.stat().st_size > most_bytes() // 2:
        raise too_large(path)
    return {path.stem: _array(path.read_bytes(), path.name)}


def read_mat(path: Path) -> Arrays:
    """The arrays of numbers and text in a MATLAB file.

    Raises:
        Problem: It is damaged, too large once unpacked, or points to other files.
    """
    from scipy.io import loadmat

    if is_mat73(path):
        return read_mat73(path)
    _refuse_packed_bomb(path)
    try:
        content = loadmat(path)
    except MemoryError:
        raise too_large(path) from None
    except Exception as error:  # scipy tells damage by a dozen types
        raise Problem(
            "The file is damaged or no MATLAB file", where=path.name, remedy="Save or copy it again."
        ) from error
    return {
        name: np.asarray(array)
        for name, array in content.items()
        if not name.startswith("__") and isinstance(array, np.ndarray) and array.dtype.kind in "biufU"
    }


def _array(content: bytes, where: str) -> NDArray[Any]:
    try:
        stream = io.BytesIO(content)
        version = np.lib.format.read_magic(stream)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(stream)
        if dtype.hasobject:
            raise Problem(
                "This array holds Python objects (pickle), which could run a program when read",
                where=where,
                remedy="Save plain numbers or text: windows of one length as one array, one array for each recording.",
            )
        # What the header promises has to be there before memory is asked for.
        count = 1
        for side in shape:
            count *= int(side)
        if count < 0 or count * dtype.itemsize > len(content):
            raise ValueError("header")
        return np.asarray(np.lib.format.read_array(io.BytesIO(content), allow_pickle=False))
    except (ValueError, EOFError, OSError, TypeError, SyntaxError, OverflowError, zipfile.BadZipFile):
        raise Problem("This array is damaged", where=where, remedy="Save or copy it again.") from None


def _refuse_packed_bomb(path: Path) -> None:
    """Count what the packed parts of a version 5 file unpack to (MathWorks, "MAT-File Format", chapter 1)."""
    try:
        size = path.stat().st_size
        if size * DENSEST <= LIMITS.free:
            return
        with path.open("rb") as file:
            order = "<" if file.read(128)[126:128] == b"IM" else ">"
            total = 0
            while len(tag := file.read(8)) == 8:
                kind, length = struct.unpack(f"{order}II", tag)
                if kind == _COMPRESSED:
                    total += unpacked(file.read(length), most_bytes() // 2)
                else:
                    total += length
                    file.seek(length, 1)
                if total > most_bytes() // 2:
                    raise too_large(path)
    except OSError as error:
        raise Problem("The file can't be opened", where=path.name, remedy="Check the path.") from error
