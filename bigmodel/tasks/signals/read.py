"""Read files of signals: arrays, MATLAB files, tables, and zips of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.archive import Limits, read_zip
from bigmodel.spec import Problem
from bigmodel.tasks.signals.arrays import from_arrays
from bigmodel.tasks.signals.containers import read_mat, read_npy, read_npz
from bigmodel.tasks.signals.names import file_facts, file_labels
from bigmodel.tasks.signals.options import CONTENT, LARGEST_WINDOW, WINDOW, Labels, SignalOptions
from bigmodel.tasks.signals.pieces import Found, Piece, Recording, Windows
from bigmodel.tasks.signals.tables import from_table
from bigmodel.tasks.signals.windows import assemble

TABLES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx", ".parquet", ".pq")
ENDINGS = (".npz", ".mat", *TABLES, ".npy", ".zip")
_ARRAYS = {".npz": read_npz, ".npy": read_npy, ".mat": read_mat}
_LIMITS = Limits(entries=20_000, total=4 << 30, entry=1 << 30)
NAMED = 5
PLURALS = {"file name": "files", "folder": "folders"}
FAR_SHORTER = 10
"""A recording of less than this part of the middle one's length has no say in how long windows are."""


def read_files(sources: Sequence[Path], options: SignalOptions | None = None, classes: Sequence[str] = ()) -> Found:
    """All recordings and windows of some files.

    Args:
        sources: Files, or zips of files.
        options: Where labels come from and what files hold; None to tell by the files.
        classes: Labels that are known: where no file's content has a label, one of these is taken from the names of
            folders or files.

    Raises:
        Problem: A file can't be read or holds no signal.
    """
    found = Found()
    with _unpacked(sources, found.notes) as files:
        contents = [_read(path, name, options.format if options else None) for path, name in files]
    names = [name for _, name in files]
    labels, where = file_labels([PurePosixPath(name).name for name in names]), options.labels if options else CONTENT
    if classes and not any(_has_label(piece) for each in contents for piece in each.pieces):
        where = _naming(names, labels, classes)
        if where != CONTENT:
            found.notes.append(f"No file says its condition: it is read from the names of {PLURALS[where]}.")
    for each, name, label in zip(contents, names, labels, strict=True):
        by_name = (PurePosixPath(name).parent.name or None) if where == "folder" else label
        each.pieces = [_told(piece, name, by_name, where) for piece in each.pieces]
        found.add(each)
    if not found.pieces:
        raise Problem("There is no file of signals", remedy=f"Bring {', '.join(ENDINGS[:3])} or Parquet files.")
    return found


def sniff(sources: Sequence[Path]) -> SignalOptions:
    """How files would be read: what they hold, their window, sampling rate, bearing, and where the class stands.

    Raises:
        Problem: As ``read_files``.
    """
    found = read_files(sources)
    lengths = [piece.values.shape[1] for piece in found.pieces if isinstance(piece, Windows)]
    rates = [piece.rate for piece in found.pieces if piece.rate is not None]
    labelled = any(_has_label(piece) for piece in found.pieces)
    options = {
        "format": "windows" if lengths else "recordings",
        "window": min(LARGEST_WINDOW, max(16, max(lengths, key=lengths.count) if lengths else _window(found.pieces))),
        "overlap": 0.0 if lengths else 0.5,
        "rate": min(rates) if rates else None,
        "labels": "in the data" if labelled else _where(sources),
        **(found.geometry or {}),
    }
    return SignalOptions.model_validate(options)


@dataclass
class Settled:
    """What holds for all windows that were read.

    Attributes:
        rate: Samples a second.
        geometry: The bearing, see ``SignalDataset.geometry``.
        notes: Remarks.
    """

    rate: float
    geometry: dict[str, float] | None
    notes: list[str]


def read_windows(
    sources: Sequence[Path], options: SignalOptions
) -> tuple[NDArray[np.float32], pa.Table, list[str], Settled]:
    """Read and cut.

    Args:
        sources: The files.
        options: How; a rate that was given wins over the one that all files state.

    Returns:
        Windows as float32 (n, window, channels), a table with a row for each, names of the channels, and what holds
        for all.

    Raises:
        Problem: The files can't be read, nobody says the sampling rate, or no window is left.
    """
    found = read_files(sources, options)
    if options.rate is None:
        raise Problem(
            "The sampling rate is not known",
            where=sources[0].name,
            remedy="Fill in the sampling rate in Hz, write it into the file (rate, or a column of seconds called "
            "time), or into its name, such as pump_12khz.csv.",
        )
    pieces = found.pieces
    if len({piece.rate for piece in pieces if piece.rate is not None}) < 2:
        pieces = [replace(piece, rate=None) for piece in pieces]
    values, cases, channels, notes = assemble(pieces, options.window, options.overlap, options.rate)
    geometry = options.geometry or found.geometry
    return values, cases, channels, Settled(options.rate, geometry, [*found.notes, *notes])


def _read(path: Path, name: str, layout: str | None) -> Found:
    ending = path.suffix.lower()
    if ending in _ARRAYS:
        return from_arrays(_ARRAYS[ending](path), PurePosixPath(name).name)
    return from_table(path, layout)


def _naming(names: Sequence[str], labels: Sequence[str | None], classes: Sequence[str]) -> Labels:
    """Where names of files tell one of these classes."""
    if {PurePosixPath(name).parent.name for name in names} & set(classes):
        return "folder"
    return "file name" if set(labels) & set(classes) else CONTENT


def _told(piece: Piece, name: str, label: str | None, where: Labels) -> Piece:
    """A piece with what its file's name tells, where its content does not."""
    facts = file_facts(PurePosixPath(name).name)
    rate = piece.rate or facts.pop("rate", None)
    facts.pop("rate", None)
    if where != CONTENT:
        facts["label"] = label
    many = (lambda value: value) if isinstance(piece, Recording) else (lambda value: [value] * len(piece.values))
    known = dict(piece.known)
    for what, value in facts.items():
        if what == "label" or what not in known:
            known[what] = many(value)
    return replace(piece, rate=rate, known=known)


def _has_label(piece: Piece) -> bool:
    labels = piece.known.get("label")
    return any(label is not None for label in labels) if isinstance(piece, Windows) and labels else labels is not None


def _where(sources: Sequence[Path]) -> str:
    """File names where they tell labels, else the folders of a zip."""
    zipped = [path for path in sources if path.suffix.lower() == ".zip"]
    names = [name for path in zipped for name, _ in read_zip(path, _LIMITS, ENDINGS)] or [path.name for path in sources]
    folders = {PurePosixPath(name).parent.name for name in names}
    if len(folders) > 1:
        return "folder"
    return "file name" if any(file_labels([PurePosixPath(name).name for name in names])) else "in the data"


def _window(pieces: Sequence[Piece]) -> int:
    """1,024 samples, or the power of two of which the shortest recording has four.

    One that is far shorter than the others does not count: it is left out rather than all the others cut small.
    """
    lengths = np.array([len(piece.values) for piece in pieces])
    shortest = int(lengths[lengths >= np.median(lengths) / FAR_SHORTER].min())
    window = WINDOW
    while window > 64 and shortest < 4 * window:
        window //= 2
    return window


@contextmanager
def _unpacked(sources: Sequence[Path], notes: list[str]) -> Iterator[list[tuple[Path, str]]]:
    """The files with their names; those of a zip unpacked into a scratch folder, each under a number."""
    with TemporaryDirectory() as scratch:
        files: list[tuple[Path, str]] = []
        others: list[str] = []
        for source in sources:
            if source.suffix.lower() != ".zip":
                files.append((source, source.name))
                continue
            for name, content in read_zip(source, _LIMITS, tuple(set(ENDINGS) - {".zip"}), others):
                place = PurePosixPath(name)
                if any(part.startswith((".", "__MACOSX")) for part in place.parts):
                    continue
                path = Path(scratch) / f"{len(files)}" / place.name
                path.parent.mkdir()
                path.write_bytes(content)
                files.append((path, name))
        if others:
            more = " …" if len(others) > NAMED else ""
            notes.append(f"Files that are no signals were left out: {', '.join(others[:NAMED])}{more}")
        if not files:
            raise Problem("There is no file of signals", where=sources[0].name, remedy="Pack .npz, .mat or .csv files.")
        yield files
