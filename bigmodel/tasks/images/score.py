"""Score new pictures and write their classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.write import write_csv
from bigmodel.evaluation.decision import flagged
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.pack import Left, decoded
from bigmodel.tasks.images.read import open_sources
from bigmodel.tasks.images.stock import Stock, nothing_readable
from bigmodel.tasks.task import Scored

PREVIEW = 20
STEP = 128
"""Pictures that are scored at a time where the network does not say how many."""


def score_pictures(run: RunFolder, sources: Sequence[Path], out: Path) -> Scored:
    """Score pictures from whatever training takes, some at a time.

    Args:
        run: A run with a bundle.
        sources: Files or folders.
        out: CSV file to write: name, folder, class and the probability of each class.

    Raises:
        Problem: No picture can be read, or the bundle is gone.
    """
    bundle = Bundle.load(run.bundle)
    classes = bundle.schema.outcome.classes
    stock, left = open_sources(sources), Left()
    found, places = [], []
    for _, kept, scored in score_stock(bundle, stock, left):
        found.append(scored)
        places += kept
    if not found:
        raise nothing_readable(sources[0].name, left.broken + left.large)
    labels = [stock.labels[place] for place in places]
    names = [stock.names[place] for place in places]
    scores = np.concatenate(found)
    probabilities = np.stack([1 - scores, scores], axis=1) if bundle.schema.outcome.binary else scores
    chosen = probabilities.argmax(axis=1)
    if bundle.schema.threshold is not None:
        chosen = flagged(scores, bundle.schema.threshold).astype(int)
    decided = [classes[index] for index in chosen]
    table = pa.table(
        {
            "name": pa.array(names, pa.string()),
            "folder": pa.array(labels, pa.string()),
            "class": decided,
            "certainty": probabilities[np.arange(len(chosen)), chosen].astype(np.float64),
            **{f"score {name}": probabilities[:, index].astype(np.float64) for index, name in enumerate(classes)},
        }
    )
    write_csv(table, out)
    return Scored(
        rows=len(names),
        alerts=int((chosen == 1).sum()) if bundle.schema.outcome.binary else None,
        counts=dict(Counter(decided)),
        differences=differences(stock, left, labels, classes),
        preview=table.slice(0, PREVIEW).to_pydict(),
    )


def score_stock(
    bundle: Bundle, stock: Stock, left: Left
) -> Iterator[tuple[NDArray[np.uint8], list[int], NDArray[np.float32]]]:
    """The pictures that can be read as the model sees them, their places and their scores, some at a time.

    Few enough at a time that whoever wants to stop does not wait long, also for a large network.

    Args:
        bundle: The model.
        stock: The pictures.
        left: Told what could not be read.
    """
    encoder = bundle.schema.encoder
    step = 2 * int(encoder["rows_at_once"]) if "rows_at_once" in encoder else STEP
    for pictures, kept in decoded(stock, range(len(stock)), shape_of(encoder), left):
        for start in range(0, len(kept), step):
            some = pictures[start : start + step]
            yield some, kept[start : start + step], bundle.score(encode_pictures(some, encoder))


def shape_of(encoder: Mapping[str, Any]) -> tuple[int, int, int]:
    """Height, width and channels of what a model sees."""
    return encoder["height"], encoder["width"], 3 if encoder["mode"] == "RGB" else 1


def differences(stock: Stock, left: Left, labels: Sequence[str | None], classes: Sequence[str]) -> list[str]:
    """What was left out, and folders that are no class; which column holds the class does not matter to scoring."""
    return [*_noticed(stock.notes, left.notes()), *_unknown(labels, classes)]


def _noticed(notes: Sequence[str], left: Sequence[str]) -> list[str]:
    return [*(note for note in notes if "left out" in note), *left]


def _unknown(labels: Sequence[str | None], classes: Sequence[str]) -> list[str]:
    unseen = sorted({label for label in labels if label is not None} - set(classes))
    return [f"Folders that are no class of the model: {', '.join(map(shorten, unseen[:5]))}."] if unseen else []
