"""Score new signals and write the class of every window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.write import write_csv
from bigmodel.evaluation.decision import flagged
from bigmodel.explain.rescore import unheard
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals, encode_signals
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Problem, Schema
from bigmodel.spec.numbers import number
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.signals.dataset import SECONDS
from bigmodel.tasks.signals.read import read_files
from bigmodel.tasks.signals.windows import assemble
from bigmodel.tasks.task import Scored

PREVIEW = 20
BATCH = 512


def score_signals(run: RunFolder, sources: Sequence[Path], out: Path) -> Scored:
    """Score every window of some files; recordings are cut without overlap, as long as the model's windows.

    Args:
        run: A run with a bundle.
        sources: The files.
        out: CSV file to write: recording, start, seconds, what is known of the window, class, certainty and the
            score of each class.

    Raises:
        Problem: The files can't be read, don't fit the model, or the bundle is gone; then nothing is written.
    """
    bundle = Bundle.load(run.bundle, threads=2)
    signals, cases, notes = read_for(bundle.schema, sources)
    scores = score_windows(bundle, signals)
    classes = bundle.schema.outcome.classes
    probabilities = np.stack([1 - scores, scores], axis=1) if bundle.schema.outcome.binary else scores
    chosen = probabilities.argmax(axis=1)
    if bundle.schema.threshold is not None:
        chosen = flagged(scores, bundle.schema.threshold).astype(int)
    decided = [classes[index] for index in chosen]
    seconds = np.asarray(cases["start"].to_numpy(), np.float64) / signals.rate
    columns = {"recording": cases["recording"], "start": cases["start"], "seconds": np.round(seconds, 6)}
    columns |= {name: cases[name] for name in cases.column_names if name not in columns}
    columns |= {
        "class": pa.array(decided, pa.string()),
        "certainty": np.round(probabilities[np.arange(len(chosen)), chosen].astype(np.float64), 6),
        **{
            f"score {name}": np.round(probabilities[:, place].astype(np.float64), 6)
            for place, name in enumerate(classes)
        },
    }
    table = pa.table(columns)
    write_csv(table, out)
    return Scored(
        rows=len(signals),
        alerts=int((chosen == 1).sum()) if bundle.schema.outcome.binary else None,
        counts=dict(Counter(decided)),
        differences=[*notes, *unknown_conditions(cases, classes)],
        preview=table.slice(0, PREVIEW).to_pydict(),
    )


def score_windows(bundle: Bundle, signals: Signals, progress: Callable[[float], None] = unheard) -> NDArray[np.float32]:
    """Scores of windows, some at a time; ``progress`` is told the share that is done."""
    scores = []
    for start in range(0, len(signals), BATCH):
        scores.append(bundle.score(encode_signals(_part(signals, start), bundle.schema.encoder)))
        progress(min(1.0, (start + BATCH) / len(signals)))
    return np.concatenate(scores)


def read_for(schema: Schema, sources: Sequence[Path]) -> tuple[Signals, pa.Table, list[str]]:
    """The windows of some files as a model takes them, where each comes from, and remarks.

    Recordings of another sampling rate are resampled; what states no rate is taken to be sampled as in training.

    Raises:
        Problem: The files can't be read, or their windows are of another length, rate or number of channels.
    """
    rate, window = float(schema.encoder["rate"]), int(schema.encoder["window"])
    found = read_files(sources, classes=schema.outcome.classes)
    values, cases, _, notes = assemble(found.pieces, window, 0.0, rate)
    if values.shape[2] != schema.encoder["channels"]:
        raise Problem(
            f"The file has {values.shape[2]} channels, the model takes {schema.encoder['channels']}",
            where=sources[0].name,
            remedy="Give the channels that the model learnt from.",
        )
    if any(piece.rate is None for piece in found.pieces):
        notes = [*notes, f"The file states no sampling rate; it was taken to be {number(rate)} Hz, as in training."]
    speed = np.full(len(values), np.nan)
    if "speed" in cases.column_names:
        speed = np.asarray(cases["speed"].to_numpy(zero_copy_only=False), np.float64) / SECONDS
    elif any(field.name == "speed" for field in schema.fields):
        notes = [*notes, "The file states no speed of the shaft, which the model learnt with."]
    return Signals(values, speed, rate), cases, [*found.notes, *notes]


def _part(signals: Signals, start: int) -> Signals:
    end = start + BATCH
    return Signals(signals.values[start:end], signals.speed[start:end], signals.rate)


def unknown_conditions(cases: pa.Table, classes: Sequence[str]) -> list[str]:
    """A sentence about labels that are no class of the model, none where there are none."""
    unseen = sorted({label for label in cases["label"].to_pylist() if label is not None} - set(classes))
    return (
        [f"Conditions in the file that are no class of the model: {', '.join(map(shorten, unseen[:5]))}."]
        if unseen
        else []
    )
