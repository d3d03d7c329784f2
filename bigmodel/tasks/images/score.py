"""Score new pictures and write their classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from bigmodel.data.write import write_csv
from bigmodel.evaluation.decision import flagged
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.tasks.images.pack import Left, decoded
from bigmodel.tasks.images.read import open_sources
from bigmodel.tasks.images.stock import nothing_readable
from bigmodel.tasks.task import Scored

PREVIEW = 20


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
    encoder = bundle.schema.encoder
    shape = (encoder["height"], encoder["width"], 3 if encoder["mode"] == "RGB" else 1)
    found, places = [], []
    for pictures, kept in decoded(stock, range(len(stock)), shape, left):
        if kept:
            found.append(bundle.score(encode_pictures(pictures, encoder)))
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
        differences=[*_noticed(stock.notes, left.notes()), *_unknown(labels, classes)],
        preview=table.slice(0, PREVIEW).to_pydict(),
    )


def _noticed(notes: Sequence[str], left: Sequence[str]) -> list[str]:
    """What was left out; which column holds the class does not matter to scoring."""
    return [*(note for note in notes if "left out" in note), *left]


def _unknown(labels: Sequence[str | None], classes: Sequence[str]) -> list[str]:
    unseen = sorted({label for label in labels if label is not None} - set(classes))
    return [f"Folders that are no class of the model: {', '.join(unseen[:5])}."] if unseen else []
