"""Pictures of any size as one array on disk: a dataset holds pictures of one size, written as they are decoded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bigmodel.data.memory import most_bytes
from bigmodel.inference.pictures import FORMATS, Mode, TooLarge, fit_picture, open_picture
from bigmodel.spec import Problem
from bigmodel.tasks.images.options import SIDES
from bigmodel.tasks.images.stock import Batch, Stock, listed

LEAST_SIDE = 8
MEASURED = 4_000
"""Pictures that are looked at to find out sizes and colours, evenly spread."""
HEAD = 64 << 10
"""Bytes of a file in which its size stands, for most formats."""
THREADS = 2
GREY = ("1", "L", "LA", "F")
TURNED = (5, 6, 7, 8)
"""Values of the EXIF orientation that lay a picture on its side."""
ORIENTATION = 0x0112
UNREADABLE = ("file is not a picture or is damaged and was", "files are not pictures or are damaged and were")
TOO_LARGE = (
    "picture has too many pixels to be read safely and was",
    "pictures have too many pixels to be read safely and were",
)


@dataclass
class Left:
    """Names of files that could not be read, and of those from which only a part was taken."""

    broken: list[str] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    animated: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """What was left out, in sentences with counts and first names."""
        found = []
        for names, what in ((self.broken, UNREADABLE), (self.large, TOO_LARGE)):
            if names:
                said = what[0] if len(names) == 1 else what[1]
                found.append(f"{len(names):,} {said} left out: {listed(names)}")
        if self.animated:
            files = "1 file" if len(self.animated) == 1 else f"{len(self.animated):,} files"
            found.append(f"Of {files} with several pictures the first is taken: {listed(self.animated)}")
        return found


def decide_shape(stock: Stock, side: int) -> tuple[tuple[int, int, int], list[str]]:
    """Height, width and channels in which pictures are kept, and remarks.

    Pictures of one size up to ``side`` keep it, larger ones of one size keep their proportions; others become squares
    of the median side. One picture in colour makes all colour. What would not fit into memory for training becomes
    smaller.
    """
    sizes, colour = ({stock.shape[:2]: len(stock)}, stock.shape[2] == 3) if stock.shape else _measure(stock)
    channels = 3 if colour else 1
    if not sizes:
        return (LEAST_SIDE, LEAST_SIDE, channels), []
    fitting = [each for each in SIDES if len(stock) * channels * each**2 <= most_bytes() // 2]
    most = min(side, max(fitting, default=SIDES[0]))
    if len(sizes) == 1:
        height, width = next(iter(sizes))
        scale = min(1.0, most / max(height, width))
        shape = (max(1, round(height * scale)), max(1, round(width * scale)), channels)
    else:
        sides = np.repeat([max(size) for size in sizes], list(sizes.values()))
        edge = max(LEAST_SIDE, min(int(np.median(sides)), most))
        shape = (edge, edge, channels)
    notes = [] if (*sizes,) == (shape[:2],) else [f"All pictures were brought to {shape[0]} x {shape[1]} pixels."]
    if most < side and max(shape[:2]) == most:
        notes.append(f"So many pictures fit into this computer's memory at {most} pixels a side, not at {side}.")
    return shape, notes


class Decoder:
    """Decodes batches of pictures to one size on some threads.

    Args:
        shape: Height, width and channels (1 or 3).
        left: Told what could not be read.
    """

    def __init__(self, shape: tuple[int, int, int], left: Left) -> None:
        self._shape = shape
        self._mode: Mode = "RGB" if shape[2] == 3 else "L"
        self._left = left
        self._pool = ThreadPoolExecutor(THREADS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def decode(self, batch: Batch, names: Sequence[str]) -> tuple[NDArray[np.uint8], list[int]]:
        """The pictures of a batch that can be read: uint8 (m, height, width, channels), and their places in it."""
        if isinstance(batch, np.ndarray) and batch.shape[1:] == self._shape:
            return batch, list(range(len(batch)))
        found = list(self._pool.map(self._one, batch, names))
        told = {TooLarge: self._left.large, Problem: self._left.broken}
        for name, (pixels, several) in zip(names, found, strict=True):
            if not isinstance(pixels, np.ndarray):
                told[pixels].append(name)
            elif several:
                self._left.animated.append(name)
        kept = [place for place, (pixels, _) in enumerate(found) if isinstance(pixels, np.ndarray)]
        whole = [pixels for pixels, _ in found if isinstance(pixels, np.ndarray)]
        return np.stack(whole) if whole else np.empty((0, *self._shape), np.uint8), kept

    def _one(
        self, picture: bytes | Path | NDArray[np.uint8], name: str
    ) -> tuple[NDArray[np.uint8] | type[Problem], bool]:
        """The picture, or what kind of problem there is; and whether its file holds several."""
        height, width, _ = self._shape
        try:
            image = open_picture(picture, name, max(height, width))
            return fit_picture(image, height, width, self._mode), _several(picture)
        except TooLarge:
            return TooLarge, False
        except (Problem, MemoryError):
            return Problem, False


def decoded(
    stock: Stock, places: Sequence[int], shape: tuple[int, int, int], left: Left
) -> Iterator[tuple[NDArray[np.uint8], list[int]]]:
    """The pictures at ascending places, some at a time, with the places of those that can be read."""
    done = 0
    with Decoder(shape, left) as decoder:
        for batch in stock.batches(places):
            mine = places[done : done + len(batch)]
            done += len(batch)
            pictures, kept = decoder.decode(batch, [stock.names[place] for place in mine])
            yield pictures, [mine[each] for each in kept]


def write_pictures(
    stock: Stock, shape: tuple[int, int, int], path: Path, left: Left, watch: Callable[[NDArray[np.uint8]], None]
) -> list[int]:
    """Decode all pictures into a ``.npy`` file as they come, so that memory holds only some of them.

    Args:
        stock: The pictures.
        shape: Height, width and channels.
        path: The file to write.
        left: Told what could not be read.
        watch: Given every block that is written.

    Returns:
        The places of the pictures that were written, in the file's order.
    """
    kept: list[int] = []
    with path.open("wb") as file:
        head = _header(len(stock), shape)
        file.write(head)
        for pictures, places in decoded(stock, range(len(stock)), shape, left):
            file.write(np.ascontiguousarray(pictures).data)
            if places:
                watch(pictures)
            kept += places
        if len(kept) < len(stock):
            # NumPy leaves room in the header for the number of rows to change.
            again = _header(len(kept), shape)
            if len(again) != len(head):
                raise Problem("The pictures could not be packed", remedy="Leave out the files that can't be read.")
            file.seek(0)
            file.write(again)
    return kept


def _header(rows: int, shape: tuple[int, int, int]) -> bytes:
    stream = BytesIO()
    described = {"descr": "|u1", "fortran_order": False, "shape": (rows, *shape)}
    np.lib.format.write_array_header_1_0(stream, described)
    return stream.getvalue()


def _measure(stock: Stock) -> tuple[dict[tuple[int, int], int], bool]:
    """Sizes (height, width) with their numbers, and whether any picture is in colour, of pictures evenly spread."""
    places = np.unique(np.linspace(0, len(stock) - 1, min(len(stock), MEASURED)).astype(int)).tolist()
    sizes: Counter[tuple[int, int]] = Counter()
    colour, cut = False, []
    done = 0
    for batch in stock.batches(places, HEAD):
        for place, picture in zip(places[done : done + len(batch)], batch, strict=True):
            found = _look(picture)
            if found is None:
                cut.append(place)
            else:
                sizes[found[0]] += 1
                colour = colour or found[1]
        done += len(batch)
    for batch in stock.batches(cut) if cut else ():  # the size of a TIFF may stand at its end
        for picture in batch:
            found = _look(picture)
            if found is not None:
                sizes[found[0]] += 1
                colour = colour or found[1]
    return dict(sizes), colour


def _look(picture: bytes | Path | NDArray[np.uint8]) -> tuple[tuple[int, int], bool] | None:
    """Height and width as it stands upright, and whether it is in colour; None where that can't be told."""
    if isinstance(picture, np.ndarray):
        return (picture.shape[0], picture.shape[1]), picture.shape[2:] == (3,)
    try:
        with Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture, formats=FORMATS) as image:
            width, height = image.size
            if image.getexif().get(ORIENTATION) in TURNED:
                width, height = height, width
            return (height, width), not (image.mode in GREY or image.mode.startswith("I"))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None


def _several(picture: bytes | Path | NDArray[np.uint8]) -> bool:
    """Whether a file holds several pictures: frames of an animation, pages."""
    if isinstance(picture, np.ndarray):
        return False
    try:
        with Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture, formats=FORMATS) as image:
            return int(getattr(image, "n_frames", 1)) > 1 if image.format in ("GIF", "TIFF", "WEBP", "PNG") else False
    except (OSError, SyntaxError, ValueError, EOFError):
        return False
