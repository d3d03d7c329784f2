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
from bigmodel.tasks.images.read import read_pictures
from bigmodel.tasks.task import Scored

PREVIEW = 20
BATCH = 1024


def score_pictures(run: RunFolder, sources: Sequence[Path], out: Path) -> Scored:
    """Score the pictures of a zip or of idx files.

    Args:
        run: A run with a bundle.
        sources: The files.
        out: CSV file to write: name, folder, class and the probability of each class.

    Raises:
        Problem: No picture can be read, or the bundle is gone.
    """
    bundle = Bundle.load(run.bundle)
    classes = bundle.schema.outcome.classes
    pictures, cases, notes = read_pictures(sources)
    scores = np.concatenate(
        [
            bundle.score(encode_pictures(pictures[start : start + BATCH], bundle.schema.encoder))
            for start in range(0, len(pictures), BATCH)
        ]
    )
    probabilities = np.stack([1 - scores, scores], axis=1) if bundle.schema.outcome.binary else scores
    chosen = probabilities.argmax(axis=1)
    if bundle.schema.threshold is not None:
        chosen = flagged(scores, bundle.schema.threshold).astype(int)
    decided = [classes[index] for index in chosen]
    table = pa.table(
        {
            "name": cases["name"],
            "folder": cases["label"],
            "class": decided,
            "certainty": probabilities[np.arange(len(chosen)), chosen].astype(np.float64),
            **{f"score {name}": probabilities[:, index].astype(np.float64) for index, name in enumerate(classes)},
        }
    )
    write_csv(table, out)
    return Scored(
        rows=len(pictures),
        alerts=int((chosen == 1).sum()) if bundle.schema.outcome.binary else None,
        counts=dict(Counter(decided)),
        differences=[*notes, *_unknown(cases, classes)],
        preview=table.slice(0, PREVIEW).to_pydict(),
    )


def _unknown(cases: pa.Table, classes: Sequence[str]) -> list[str]:
    unseen = sorted({label for label in cases["label"].to_pylist() if label is not None} - set(classes))
    return [f"Folders that are no class of the model: {', '.join(unseen[:5])}."] if unseen else []
