"""MNIST-style files: big-endian arrays with a short header, gzipped (LeCun et al., 1998)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.source import open_text
from bigmodel.spec import Problem

UNSIGNED_BYTE = 0x08
LARGEST = 2 * 1024**3


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read one idx file of unsigned bytes, gzipped or not.

    Returns:
        uint8 array in the shape that the header states.

    Raises:
        Problem: The header is not that of an idx file, the content is shorter or longer than it says, or the archive
            is damaged or unpacks to far more than pictures would.
    """
    try:
        with open_text(path) as stream:
            header = stream.read(4)
            if len(header) < 4 or header[:2] != b"\0\0" or header[2] != UNSIGNED_BYTE or not 1 <= header[3] <= 4:
                raise Problem("This is not an idx file of bytes", where=path.name, remedy="Give MNIST-style files.")
            shape = np.frombuffer(stream.read(4 * header[3]), dtype=">u4")
            size = math.prod(int(side) for side in shape)
            if len(shape) != header[3] or size > LARGEST:
                raise Problem("The header names an impossible size", where=path.name)
            content = stream.read(size + 1)
    except OSError as error:
        raise Problem(f"The file is broken ({error})", where=path.name, remedy="Copy it again.") from error
    if len(content) != size:
        raise Problem(
            f"The header promises {size:,} bytes, the file holds {'more' if len(content) > size else len(content)}",
            where=path.name,
            remedy="Copy it again.",
        )
    return np.frombuffer(content, dtype=np.uint8).reshape([int(side) for side in shape])
