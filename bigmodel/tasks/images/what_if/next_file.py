"""Later pictures: whether the model still sorts them as well, and what has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa

from bigmodel.data.labels import class_codes
from bigmodel.explain.rescore import THREADS, unheard
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Block, Control, Gallery, Words
from bigmodel.spec.numbers import score
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.dataset import CASES, PictureDataset
from bigmodel.tasks.images.pack import Left, decoded
from bigmodel.tasks.images.read import open_sources
from bigmodel.tasks.images.score import differences, score_stock, shape_of
from bigmodel.tasks.images.stock import PICTURE_ENDINGS, Stock, nothing_readable
from bigmodel.tasks.images.what_if.properties import picture_properties
from bigmodel.tasks.next_file.class_file import (
    ClassFile,
    Properties,
    class_file_blocks,
    earlier_properties,
    end_to_end,
    least_certain,
)
from bigmodel.tasks.next_file.invitation import TITLE, file_input, invitation
from bigmodel.tasks.plane import plane
from bigmodel.tasks.task import Dataset, Section

ENDINGS = (".zip", ".npz", *PICTURE_ENDINGS)
"""Of what scoring takes, what is whole in one file."""
SHOWN = 8
LONGEST = 24
"""Letters of a file's name or a class below a picture."""


class NextPictures:
    """Drift of answers and properties of later pictures, and how many are sorted right where their class is known."""

    title = TITLE
    section: Section = "Next month's file"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The file."""
        help = "A zip of pictures, or one picture. In one folder per class, they are also judged."
        return file_input(run, ENDINGS, help)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards, what has moved, and the pictures that the model is least sure of.

        Raises:
            Problem: No picture can be read, or the bundle is gone.
        """
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        if not (path := values.get("file")):
            return invitation(words, binary=outcome.binary)
        found = read_later(run, Path(path), values.get("progress", unheard))
        earlier = None
        if data is not None:
            known = data.folder / CASES
            earlier = _earlier(run.path, data.folder, known.stat().st_mtime_ns if known.is_file() else 0)
        return [*class_file_blocks(run, outcome, found.file, earlier, words), _gallery(run, found, outcome.classes)]


@dataclass(frozen=True)
class _Later:
    """A file of pictures: what is told of it, where each case stands in the stock, and what the model sees."""

    file: ClassFile
    stock: Stock
    places: list[int]
    shape: tuple[int, int, int]


def read_later(run: RunFolder, path: Path, progress: Callable[[float], None]) -> _Later:
    """Read and score a file of pictures.

    Args:
        run: A run with a bundle.
        path: The file.
        progress: Told the share that is done; what it raises ends the work.

    Raises:
        Problem: No picture can be read, or the bundle is gone.
    """
    bundle = Bundle.load(run.bundle, threads=THREADS)
    progress(0.0)
    stock, left = open_sources([path]), Left()
    scores, places, properties = [], [], []
    for pictures, kept, scored in score_stock(bundle, stock, left):
        scores.append(scored)
        places += kept
        properties.append(picture_properties(pictures))
        progress((kept[-1] + 1) / len(stock))
    if not places:
        raise nothing_readable(path.name, left.broken + left.large)
    labels, outcome = [stock.labels[place] for place in places], bundle.schema.outcome
    y = class_codes(pa.chunked_array([pa.array(labels, pa.string())]), outcome)
    cases = CaseScores(np.arange(len(places)), y, np.concatenate(scores))
    notes = differences(stock, left, labels, outcome.classes)
    return _Later(ClassFile(cases, end_to_end(properties), notes), stock, places, shape_of(bundle.schema.encoder))


@lru_cache(maxsize=4)
def _earlier(run: Path, folder: Path, changed: int) -> tuple[Properties, Properties]:  # noqa: ARG001
    """What training and validation pictures are like, kept for the next file."""
    data = PictureDataset(folder)
    return earlier_properties(data.cases, RunFolder(run).spec().plan, lambda rows: picture_properties(data.take(rows)))


def _gallery(run: RunFolder, found: _Later, classes: Sequence[str]) -> Gallery:
    """The pictures that the model is least sure of, decoded once more."""
    cases = found.file.cases
    places, named, sure = least_certain(run, cases, SHOWN)
    captions: dict[int, str] = {}
    for case, answer, certain in zip(places.tolist(), named.tolist(), sure.tolist(), strict=True):
        name = PurePosixPath(found.stock.names[found.places[case]]).name
        told = f"{shorten(name, LONGEST)}: {shorten(classes[answer], LONGEST)}"
        truth = int(cases.y[case])
        told += f", in truth {shorten(classes[truth], LONGEST)}" if truth not in (-1, answer) else ""
        captions[found.places[case]] = f"{told} ({score(certain)})"
    again = {
        place: picture
        for pictures, kept in decoded(found.stock, sorted(captions), found.shape, Left())
        for place, picture in zip(kept, pictures, strict=True)
    }
    order = [place for place in captions if place in again]
    note = "The least certain first, each with its name, what the model takes it for, and how certain it is."
    return Gallery(
        "Least certain", [plane(again[place]) for place in order], [captions[place] for place in order], note
    )
