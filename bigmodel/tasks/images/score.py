"""Score new pictures and write their classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.write import write_csv
from bigmodel.evaluation.decision import flagged
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.tasks.images.read import Decoded, decode_sources, left_out
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
    broken: list[str] = []
    found, labels, names = [], [], []
    for batch in _batches(decode_sources(sources, broken)):
        found += [bundle.score(encode_pictures(pictures, bundle.schema.encoder)) for pictures in _arrays(batch)]
        labels += [label for each in batch for label in each.labels]
        names += [name for each in batch for name in each.names]
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
        differences=[*left_out(broken), *_unknown(labels, classes)],
        preview=table.slice(0, PREVIEW).to_pydict(),
    )


def _batches(found: Iterable[Decoded]) -> Iterator[list[Decoded]]:
    """Some pictures at a time, so that memory does not grow with the file."""
    batch: list[Decoded] = []
    count = 0
    for each in found:
        batch.append(each)
        count += len(each.pictures)
        if count >= BATCH:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _arrays(batch: Sequence[Decoded]) -> Iterator[NDArray[np.uint8] | list[NDArray[np.uint8]]]:
    """The pictures as they were decoded: the model's own size is the only one that they are brought to."""
    if len(batch) == 1:
        whole = batch[0].pictures
        yield from (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))
    else:
        yield [picture for each in batch for picture in each.pictures]


def _unknown(labels: Sequence[str | None], classes: Sequence[str]) -> list[str]:
    unseen = sorted({label for label in labels if label is not None} - set(classes))
    return [f"Folders that are no class of the model: {', '.join(unseen[:5])}."] if unseen else []
