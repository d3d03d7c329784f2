"""Read pictures from a zip with one folder per class or from idx pairs, and bring them to one size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

from bigmodel.data.archive import read_zip
from bigmodel.inference.pictures import convert, open_picture
from bigmodel.spec import Problem
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.idx import read_idx

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif")
PARTS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}
LARGEST_SIDE = 96
NAMED = 5


@dataclass
class Pictures:
    """Decoded pictures before they are packed: arrays (height, width, channels), labels, names and parts."""

    arrays: list[NDArray[np.uint8]] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parts: list[str | None] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add(self, array: NDArray[np.uint8], label: str | None, name: str, part: str | None) -> None:
        """Add one picture."""
        self.arrays.append(array)
        self.labels.append(label)
        self.names.append(name)
        self.parts.append(part)

    def extend(self, other: Pictures) -> None:
        """Add all of another reading."""
        self.arrays += other.arrays
        self.labels += other.labels
        self.names += other.names
        self.parts += other.parts
        self.broken += other.broken


def read_pictures(sources: Sequence[Path], test: Sequence[Path] = ()) -> tuple[NDArray[np.uint8], pa.Table, list[str]]:
    """Read one zip, or idx files (pictures and labels, or both for training and test).

    Args:
        sources: The files.
        test: Files whose pictures are kept apart for the test.

    Returns:
        Pictures as uint8 (n, height, width, channels); a table with ``label``, ``name`` and, where parts are
        known, ``PART``; remarks.

    Raises:
        Problem: Nothing readable was found; the sentence says what and where.
    """
    found = _read(sources)
    if test:
        found.parts = [part or "train" for part in found.parts]
        held_out = _read(test)
        held_out.parts = ["test"] * len(held_out.arrays)
        found.extend(held_out)
    pictures, notes = pack(found.arrays)
    if found.broken:
        notes.append(
            f"{len(found.broken):,} files are not pictures and were left out: {', '.join(found.broken[:NAMED])}"
            + (" …" if len(found.broken) > NAMED else "")
        )
    columns = {"label": pa.array(found.labels, pa.string()), "name": pa.array(found.names, pa.string())}
    if any(found.parts):
        columns[PART] = pa.array([part or "train" for part in found.parts], pa.string())
    return pictures, pa.table(columns), notes


def _read(sources: Sequence[Path]) -> Pictures:
    zipped = len(sources) == 1 and sources[0].suffix.lower() == ".zip"
    found = _from_zip(sources[0]) if zipped else _from_idx(sources)
    if not found.arrays:
        broken = f" ({', '.join(found.broken[:NAMED])} could not be read)" if found.broken else ""
        raise Problem(
            f"There is no readable picture in it{broken}",
            where=sources[0].name,
            remedy="Give a zip with one folder per class, holding PNG or JPEG files.",
        )
    return found


def _from_zip(path: Path) -> Pictures:
    found = Pictures()
    for name, content in read_zip(path):
        place = PurePosixPath(name)
        if any(part.startswith((".", "__MACOSX")) for part in place.parts):
            continue
        if place.suffix.lower() not in PICTURE_ENDINGS:
            found.broken.append(place.name)
            continue
        try:
            array = decode(content, place.name)
        except Problem:
            found.broken.append(place.name)
            continue
        part = next((PARTS[folder.lower()] for folder in place.parts[:-2] if folder.lower() in PARTS), None)
        label = place.parent.name if place.parent != PurePosixPath(".") else None
        found.add(array, label, name, part)
    return found


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture to uint8 (height, width, 1 or 3), at most twice ``LARGEST_SIDE`` on its longer side.

    Raises:
        Problem: It is not a picture, is broken or too large.
    """
    picture = open_picture(content, name)
    grey = picture.mode in ("1", "L", "LA") or picture.mode.startswith(("I", "F"))
    picture = convert(picture, "L" if grey else "RGB")
    if max(picture.size) > 2 * LARGEST_SIDE:
        picture.thumbnail((2 * LARGEST_SIDE, 2 * LARGEST_SIDE))
    array = np.asarray(picture, dtype=np.uint8)
    return array[:, :, None] if array.ndim == 2 else array


def _from_idx(sources: Sequence[Path]) -> Pictures:
    found = Pictures()
    arrays = [(path, read_idx(path)) for path in sources]
    pictures = [(path, array) for path, array in arrays if array.ndim == 3]
    labels = [(path, array) for path, array in arrays if array.ndim == 1]
    if not pictures or len(pictures) != len(labels) or len(pictures) + len(labels) != len(arrays):
        raise Problem(
            f"{len(pictures)} files of pictures and {len(labels)} of labels were given",
            where=", ".join(path.name for path in sources),
            remedy="Give the pictures (idx3) and the labels (idx1) together.",
        )
    for (path, array), (label_path, label) in _pairs(pictures, labels):
        if len(array) != len(label):
            raise Problem(
                f"{len(array):,} pictures but {len(label):,} labels",
                where=f"{path.name} and {label_path.name}",
                remedy="Give files that belong together.",
            )
        test = len(pictures) > 1 and any(word in path.name.lower() for word in ("t10k", "test"))
        part = ("test" if test else "train") if len(pictures) > 1 else None
        for index, (picture, digit) in enumerate(zip(array, label, strict=True)):
            found.add(picture[:, :, None], str(digit), f"{path.name} {index}", part)
    return found


def _pairs(
    pictures: list[tuple[Path, NDArray[np.uint8]]], labels: list[tuple[Path, NDArray[np.uint8]]]
) -> Iterator[tuple[tuple[Path, NDArray[np.uint8]], tuple[Path, NDArray[np.uint8]]]]:
    def stem(path: Path) -> str:
        return path.name.lower().replace("images", "").replace("labels", "").replace("idx3", "").replace("idx1", "")

    by_stem = {stem(path): (path, array) for path, array in labels}
    for path, array in pictures:
        if len(pictures) == 1:
            yield (path, array), labels[0]
        elif stem(path) in by_stem:
            yield (path, array), by_stem[stem(path)]
        else:
            raise Problem("There is no file of labels with a matching name", where=path.name)


def pack(arrays: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], list[str]]:
    """Bring pictures to one size and one number of channels.

    Returns:
        uint8 (n, height, width, channels) and remarks. Pictures of one size up to ``LARGEST_SIDE`` stay as they
        are; others become squares of the median side, at most ``LARGEST_SIDE``.
    """
    channels = 3 if any(array.shape[2] == 3 for array in arrays) else 1
    sizes = Counter(array.shape[:2] for array in arrays)
    height, width = next(iter(sizes))
    if len(sizes) == 1 and max(height, width) <= LARGEST_SIDE:
        notes: list[str] = []
    else:
        side = int(np.median([max(array.shape[:2]) for array in arrays]))
        height = width = max(8, min(side, LARGEST_SIDE))
        notes = [f"All pictures were brought to {height} x {width} pixels."]
    packed = np.empty((len(arrays), height, width, channels), np.uint8)
    for index, array in enumerate(arrays):
        packed[index] = to_size(array, height, width, channels)
    return packed, notes


def to_size(array: NDArray[np.uint8], height: int, width: int, channels: int) -> NDArray[np.uint8]:
    """One picture (height, width, 1 or 3) in another size and number of channels, uint8."""
    if array.shape == (height, width, channels):
        return array
    picture = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
    picture = picture.convert("RGB" if channels == 3 else "L").resize((width, height), Image.Resampling.BILINEAR)
    resized = np.asarray(picture, dtype=np.uint8)
    return resized[:, :, None] if channels == 1 else resized
