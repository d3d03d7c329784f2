"""Pictures and labels as arrays of a NumPy archive, read block by block and never unpickled."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.archive import Archive, Limits
from bigmodel.spec import Problem
from bigmodel.tasks.images.folders import PARTS
from bigmodel.tasks.images.npz_values import Scale, as_pictures, plain_shape, scale_of
from bigmodel.tasks.images.stock import Stock, array_stock, join

LIMITS = Limits(total=64 << 30, entry=64 << 30)
BLOCK = 16 << 20
"""Bytes of a block."""
LARGEST_LABELS = 256 << 20
READ_ERRORS = (OSError, ValueError, EOFError, SyntaxError, TypeError)


@dataclass(frozen=True)
class Member:
    """One array of the archive: its place there, its key, and what its header states."""

    place: int
    key: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool

    @property
    def part(self) -> str | None:
        """The part of the data that the key names: ``x_train``, ``test_images``."""
        words = re.split(r"[^a-z]+", self.key.lower())
        return next((PARTS[word] for word in words if word in PARTS), None)


def npz_stock(path: Path) -> Stock:
    """The pictures of a ``.npz`` file: arrays (n, height, width), with channels last or first, and labels (n,).

    Raises:
        Problem: It is damaged, holds Python objects, or pictures and labels can't be told.
    """
    archive = Archive(path, LIMITS)
    members = [member for place, name in enumerate(archive.names) if (member := _member(archive, place, name, path))]
    pictures = [each for each in members if len(each.shape) in (3, 4) and each.dtype.kind in "buif"]
    if not pictures:
        raise Problem(
            "There is no array of pictures in it",
            where=path.name,
            remedy="Give arrays of the shape (pictures, height, width) or (pictures, height, width, channels).",
        )
    parts = [each.part for each in pictures]
    if len(set(parts)) < len(parts):
        raise Problem(
            f"Several arrays look like pictures ({', '.join(each.key for each in pictures[:4])})",
            where=path.name,
            remedy="Keep one, or name them for their part of the data: x_train, x_test.",
        )
    names = _class_names(archive, members, path)
    return join([_one(archive, each, members, names, path) for each in pictures])


def _one(archive: Archive, pictures: Member, members: list[Member], names: list[str], path: Path) -> Stock:
    shape = plain_shape(pictures.shape)
    if shape is None:
        raise Problem(
            f"The array {pictures.key} has the shape {pictures.shape}, which is none of pictures",
            where=path.name,
            remedy="Channels should be 1, 3 or 4, as the last or second dimension.",
        )
    first = next(_blocks(archive, pictures, path), np.empty(0))
    scale = scale_of(first)

    def blocks() -> Iterator[NDArray[np.uint8]]:
        return (as_pictures(block, scale) for block in _blocks(archive, pictures, path))

    labels = _labels(archive, pictures, members, names, path)
    part = pictures.part if any(each.part not in (pictures.part, None) for each in members) else None
    stock = array_stock(blocks, shape, [f"{pictures.key} {row}" for row in range(pictures.shape[0])], labels, part)
    stock.notes.extend(_said(pictures, scale))
    return stock


def _labels(
    archive: Archive, pictures: Member, members: list[Member], names: list[str], path: Path
) -> list[str | None]:
    """The class of each picture: of the array with as many rows that belongs to the same part."""
    rows = pictures.shape[0]
    fitting = [
        each
        for each in members
        if each.shape[:1] == (rows,) and math.prod(each.shape[1:]) < 1000 and len(each.shape) < 3
        and each.dtype.kind in "buifUS" and each.part == pictures.part
    ]  # fmt: skip
    fitting.sort(key=lambda each: (not re.search(r"label|target|class|(^|_)y", each.key.lower()), len(each.shape)))
    if not fitting or rows <= 1:
        return [None] * rows
    values = _whole(archive, fitting[0], path)
    if values.ndim == 2:
        values = values[:, 0] if values.shape[1] == 1 else values.argmax(axis=1)
    if values.dtype.kind == "S":
        return [each.decode("utf-8", "replace") for each in values.tolist()]
    if values.dtype.kind == "f" and np.isfinite(values).all() and (values == np.rint(values)).all():
        values = values.astype(np.int64)
    if values.dtype.kind in "ui" and values.size and values.min() >= 0 and values.max() < len(names):
        return [names[index] for index in values.tolist()]
    return [str(each) for each in values.tolist()]


def _class_names(archive: Archive, members: list[Member], path: Path) -> list[str]:
    """Names of numbered classes, where an array of text holds them."""
    for each in members:
        if each.dtype.kind in "US" and len(each.shape) == 1 and re.search(r"class|name|categor", each.key.lower()):
            values = _whole(archive, each, path).tolist()
            names = [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values]
            return names if len(set(names)) == len(names) else []
    return []


def _member(archive: Archive, place: int, name: str, path: Path) -> Member | None:
    if not name.endswith(".npy"):
        return None
    try:
        with archive.open(place) as stream:
            shape, fortran, dtype = _header(stream)
    except READ_ERRORS as error:
        raise Problem("An array of it is damaged", where=f"{path.name}, {name[:80]}") from error
    if dtype.hasobject:
        raise Problem(
            "An array holds Python objects, which are not read because they can run code",
            where=f"{path.name}, {name[:80]}",
            remedy="Save it as numbers or text.",
        )
    return Member(place, name.removesuffix(".npy"), shape, dtype, fortran)


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(stream)
    return tuple(int(side) for side in shape), bool(fortran), dtype


def _whole(archive: Archive, member: Member, path: Path) -> NDArray[Any]:
    if math.prod(member.shape) * member.dtype.itemsize > LARGEST_LABELS:
        raise Problem(f"The array {member.key} is too large for labels", where=path.name)
    return np.concatenate(list(_blocks(archive, member, path)) or [np.empty(0, member.dtype)])


def _blocks(archive: Archive, member: Member, path: Path) -> Iterator[NDArray[Any]]:
    """The rows of an array, some at a time."""
    if member.fortran and len(member.shape) > 1:
        raise Problem(
            f"The array {member.key} is stored column by column",
            where=path.name,
            remedy="Save it with numpy.ascontiguousarray.",
        )
    each = math.prod(member.shape[1:]) * member.dtype.itemsize
    rows = max(1, BLOCK // max(1, each))
    try:
        with archive.open(member.place) as stream:
            _header(stream)
            for start in range(0, member.shape[0], rows):
                number = min(rows, member.shape[0] - start)
                content = stream.read(number * each)
                if len(content) < number * each:
                    raise Problem(f"The array {member.key} is cut short", where=path.name, remedy="Copy it again.")
                yield np.frombuffer(content, member.dtype).reshape(number, *member.shape[1:])
    except Problem:
        raise
    except Exception as error:
        # zipfile and zlib raise many kinds on damaged data.
        raise Problem(f"The array {member.key} is damaged", where=path.name, remedy="Copy it again.") from error


def _said(pictures: Member, scale: Scale) -> list[str]:
    return [f"The values of {pictures.key} were brought from {scale.said} to 0 to 255."] if scale.said else []
