"""Read pictures from a zip with one folder per class or from idx pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.archive import Limits, read_zip
from bigmodel.data.memory import most_bytes
from bigmodel.inference.pictures import convert, open_picture
from bigmodel.spec import Problem
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.idx import read_idx
from bigmodel.tasks.images.pack import LARGEST_SIDE, pack

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
NAMED = 5
LIMITS = Limits(entry=256 << 20)
"""A picture that may be decoded has less than 256 MB, whatever its format."""


@dataclass(frozen=True)
class Decoded:
    """Pictures of one size as they stand in the source.

    Attributes:
        pictures: uint8 (n, height, width, 1 or 3).
        labels: Class of each, None where the source names none.
        names: Name of each.
        parts: ``train``, ``validation`` or ``test`` of each, None where the source says nothing.
    """

    pictures: NDArray[np.uint8]
    labels: list[str | None]
    names: list[str]
    parts: list[str | None]


def read_pictures(sources: Sequence[Path], test: Sequence[Path] = ()) -> tuple[NDArray[np.uint8], pa.Table, list[str]]:
    """Read one zip, or idx files (pictures and labels, or both for training and test), into memory.

    Args:
        sources: The files.
        test: Files whose pictures are kept apart for the test.

    Returns:
        Pictures as uint8 (n, height, width, channels), brought to one size; a table with ``label``, ``name`` and,
        where parts are known, ``PART``; remarks.

    Raises:
        Problem: Nothing readable was found, or more than fits into memory; the sentence says what and where.
    """
    broken: list[str] = []
    blocks, labels, names = [], [], []
    parts: list[str | None] = []
    # Once as they are decoded, once in one array.
    left = most_bytes() // 2
    for files, held_out in ((sources, False), (test, True)):
        for found in decode_sources(files, broken) if files else ():
            left -= found.pictures.nbytes
            if left < 0:
                raise Problem(
                    f"The pictures take more than {most_bytes() // 2 >> 20:,} MB once they are decoded",
                    where=files[0].name,
                    remedy="Bring fewer or smaller pictures.",
                )
            blocks.append(found.pictures)
            labels += found.labels
            names += found.names
            parts += ["test"] * len(found.parts) if held_out else found.parts
    pictures, notes = pack(blocks)
    columns = {"label": pa.array(labels, pa.string()), "name": pa.array(names, pa.string())}
    if any(parts):
        columns[PART] = pa.array([part or "train" for part in parts], pa.string())
    return pictures, pa.table(columns), [*notes, *left_out(broken)]


def left_out(broken: Sequence[str]) -> list[str]:
    """The remark about files that are no pictures, none where there are none."""
    if not broken:
        return []
    more = " …" if len(broken) > NAMED else ""
    said = "1 file is not a picture and was" if len(broken) == 1 else f"{len(broken):,} files are not pictures and were"
    return [f"{said} left out: {', '.join(broken[:NAMED])}{more}"]


def decode_sources(sources: Sequence[Path], broken: list[str]) -> Iterator[Decoded]:
    """Decode pictures one after the other as they stand in the files; those of one idx file come together.

    Args:
        sources: One zip, or idx files.
        broken: Told the names of files that are no pictures.

    Raises:
        Problem: There is no readable picture, or idx files don't belong together.
    """
    some = False
    zipped = len(sources) == 1 and sources[0].suffix.lower() == ".zip"
    for found in _from_zip(sources[0], broken) if zipped else _from_idx(sources):
        some = some or bool(len(found.pictures))
        yield found
    if not some:
        said = f" ({', '.join(broken[:NAMED])} could not be read)" if broken else ""
        raise Problem(
            f"There is no readable picture in it{said}",
            where=sources[0].name,
            remedy="Give a zip with one folder per class, holding PNG or JPEG files.",
        )


def _from_zip(path: Path, broken: list[str]) -> Iterator[Decoded]:
    others: list[str] = []
    for name, content in read_zip(path, LIMITS, PICTURE_ENDINGS, others):
        place = PurePosixPath(name)
        if _hidden(place):
            continue
        try:
            array = decode(content, place.name)
        except Problem:
            broken.append(place.name)
            continue
        part = next((PARTS[folder.lower()] for folder in place.parts[:-2] if folder.lower() in PARTS), None)
        label = place.parent.name if place.parent != PurePosixPath(".") else None
        yield Decoded(array[None], [label], [name], [part])
    broken += [PurePosixPath(name).name for name in others if not _hidden(PurePosixPath(name))]


def _hidden(place: PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in place.parts)


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Decode a picture to uint8 (height, width, 1 or 3), at most ``LARGEST_SIDE`` on its longer side.

    Raises:
        Problem: It is not a picture, is broken or too large.
    """
    picture = open_picture(content, name)
    grey = picture.mode in ("1", "L", "LA") or picture.mode.startswith(("I", "F"))
    picture = convert(picture, "L" if grey else "RGB")
    if max(picture.size) > LARGEST_SIDE:
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    array = np.asarray(picture, dtype=np.uint8)
    return array[:, :, None] if array.ndim == 2 else array


def _from_idx(sources: Sequence[Path]) -> Iterator[Decoded]:
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
        names = [f"{path.name} {index}" for index in range(len(array))]
        yield Decoded(array[..., None], [str(digit) for digit in label.tolist()], names, [part] * len(array))


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
