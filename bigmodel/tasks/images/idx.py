"""MNIST-style files: big-endian arrays with a short header, gzipped (LeCun et al., 1998)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.source import open_text
from bigmodel.spec import Problem
from bigmodel.tasks.images.stock import Stock, array_stock, join

UNSIGNED_BYTE = 0x08
LARGEST = 32 * 1024**3
TEST = re.compile(r"(?<![a-z])t10k|test")
"""What the name of a file of test pictures holds; ``mnist10k-train`` is none."""
ROWS = 1024
"""Rows of a block."""


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read one idx file of unsigned bytes, gzipped or not, whole.

    Returns:
        uint8 array in the shape that the header states.

    Raises:
        Problem: The header is not that of an idx file, the content is shorter or longer than it says, or the archive
            is damaged or unpacks to far more than pictures would.
    """
    shape = idx_shape(path)
    blocks = list(idx_blocks(path))
    return np.concatenate(blocks) if blocks else np.empty(shape, np.uint8)


def idx_shape(path: Path) -> tuple[int, ...]:
    """The shape that the header of an idx file states.

    Raises:
        Problem: It is no idx file, or the shape is impossible.
    """
    try:
        with open_text(path) as stream:
            return _header(stream, path)
    except OSError as error:
        raise _broken(path, error) from error


def idx_blocks(path: Path) -> Iterator[NDArray[np.uint8]]:
    """The rows of an idx file, ``ROWS`` at a time.

    Raises:
        Problem: As ``read_idx``; what is wrong at the end is found at the end.
    """
    try:
        with open_text(path) as stream:
            shape = _header(stream, path)
            each = math.prod(shape[1:])
            promised, given = shape[0] * each, 0
            for start in range(0, shape[0] if each else 0, ROWS):
                rows = min(ROWS, shape[0] - start)
                content = _exactly(stream, rows * each)
                given += len(content)
                if len(content) < rows * each:
                    raise _other_size(path, promised, f"{given}")
                yield np.frombuffer(content, np.uint8).reshape(rows, *shape[1:])
            if stream.read(1):
                raise _other_size(path, promised, "more")
    except OSError as error:
        raise _broken(path, error) from error


def idx_stock(paths: Sequence[Path]) -> Stock:
    """The pictures of idx files, with the labels that belong to them.

    Raises:
        Problem: Pictures and labels don't belong together.
    """
    shapes = {path: idx_shape(path) for path in paths}
    pictures = [path for path, shape in shapes.items() if len(shape) in (3, 4)]
    labels = [path for path, shape in shapes.items() if len(shape) == 1]
    if not pictures or len(pictures) != len(labels) or len(pictures) + len(labels) != len(paths):
        raise Problem(
            f"{len(pictures)} files of pictures and {len(labels)} of labels were given",
            where=", ".join(path.name for path in paths),
            remedy="Give the pictures (idx3) and the labels (idx1) together.",
        )
    several = len(pictures) > 1
    return join([_one(path, shapes[path], label, several) for path, label in _pairs(pictures, labels)])


def _one(path: Path, shape: tuple[int, ...], label_path: Path, several: bool) -> Stock:
    labels = read_idx(label_path)
    if shape[0] != len(labels):
        raise Problem(
            f"{shape[0]:,} pictures but {len(labels):,} labels",
            where=f"{path.name} and {label_path.name}",
            remedy="Give files that belong together.",
        )
    whole = (*shape, 1) if len(shape) == 3 else shape
    if whole[3] not in (1, 3) or not math.prod(whole[1:]):
        raise Problem(f"Pictures of the shape {shape[1:]} can't be read", where=path.name)
    test = several and TEST.search(path.name.lower()) is not None
    return array_stock(
        lambda: (block.reshape(len(block), *whole[1:]) for block in idx_blocks(path)),
        (whole[1], whole[2], whole[3]),
        [f"{path.name} {index}" for index in range(shape[0])],
        [str(digit) for digit in labels.tolist()],
        ("test" if test else "train") if several else None,
    )


def _pairs(pictures: Sequence[Path], labels: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    def stem(path: Path) -> str:
        return path.name.lower().replace("images", "").replace("labels", "").replace("idx3", "").replace("idx1", "")

    by_stem = {stem(path): path for path in labels}
    for path in pictures:
        if len(pictures) == 1:
            yield path, labels[0]
        elif stem(path) in by_stem:
            yield path, by_stem[stem(path)]
        else:
            raise Problem("There is no file of labels with a matching name", where=path.name)


def _header(stream: BinaryIO, path: Path) -> tuple[int, ...]:
    header = stream.read(4)
    if len(header) < 4 or header[:2] != b"\0\0" or header[2] != UNSIGNED_BYTE or not 1 <= header[3] <= 4:
        raise Problem("This is not an idx file of bytes", where=path.name, remedy="Give MNIST-style files.")
    sides = np.frombuffer(_exactly(stream, 4 * header[3]).ljust(4 * header[3], b"\xff"), dtype=">u4")
    shape = tuple(int(side) for side in sides)
    if math.prod(shape) > LARGEST or math.prod(shape[1:]) > 50_000_000:
        raise Problem("The header names an impossible size", where=path.name)
    return shape


def _exactly(stream: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: a gzip stream may give less than is asked for."""
    parts, left = [], size
    while left:
        part = stream.read(min(left, 8 << 20))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _other_size(path: Path, promised: int, held: str) -> Problem:
    return Problem(
        f"The header promises {promised:,} bytes, the file holds {held}", where=path.name, remedy="Copy it again."
    )


def _broken(path: Path, error: OSError) -> Problem:
    return Problem(f"The file is broken ({error})", where=path.name, remedy="Copy it again.")
