"""Later signals: whether the model still sorts their windows as well, and what has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from bigmodel.data.labels import class_codes
from bigmodel.explain.rescore import THREADS, unheard
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Block, Control, Outcome, Sentence, Table, Words
from bigmodel.spec.numbers import number
from bigmodel.tasks.next_file.class_file import (
    ClassFile,
    Properties,
    class_file_blocks,
    earlier_properties,
    least_certain,
)
from bigmodel.tasks.next_file.invitation import TITLE, file_input, invitation
from bigmodel.tasks.signals.dataset import CASES, SignalDataset
from bigmodel.tasks.signals.read import ENDINGS
from bigmodel.tasks.signals.score import read_for, score_windows, unknown_conditions
from bigmodel.tasks.signals.what_if.properties import window_properties
from bigmodel.tasks.task import Dataset, Section

SHOWN = 10
ALIKE = (
    "Windows of one recording are alike: the intervals are too narrow, and chance alone moves more than is said here."
)


class NextWindows:
    """Drift of answers and properties of later windows, and how many are sorted right where their class is known."""

    title = TITLE
    section: Section = "Next month's file"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The file."""
        help = "Recordings or windows, as for training. Where data, files or folders name the class, it is also judged."
        return file_input(run, ENDINGS, help)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards, what has moved, and the windows that the model is least sure of.

        Raises:
            Problem: The file can't be read or does not fit the model, or the bundle is gone.
        """
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        if not (path := values.get("file")):
            return invitation(words, binary=outcome.binary)
        windows = cast(SignalDataset, data) if data is not None else None
        file, signals, cases = read_later(run, Path(path), windows, values.get("progress", unheard))
        earlier = None
        if windows is not None:
            known = windows.folder / CASES
            earlier = _earlier(run.path, windows.folder, known.stat().st_mtime_ns if known.is_file() else 0)
        return [
            *class_file_blocks(run, outcome, file, earlier, words),
            Sentence(ALIKE, level=4),
            _least_certain(run, file.cases, signals, cases, outcome),
        ]


def read_later(
    run: RunFolder, path: Path, data: SignalDataset | None, progress: Callable[[float], None]
) -> tuple[ClassFile, Signals, pa.Table]:
    """Read and score a file of signals.

    Args:
        run: A run with a bundle.
        path: The file.
        data: Names the channels; None where it was deleted.
        progress: Told the share that is done; what it raises ends the work.

    Returns:
        What is told of it, its windows, and what is known of each.

    Raises:
        Problem: The file can't be read or does not fit the model, or the bundle is gone.
    """
    bundle = Bundle.load(run.bundle, threads=THREADS)
    progress(0.0)
    signals, cases, notes = read_for(bundle.schema, [path])
    progress(0.0)
    outcome = bundle.schema.outcome
    y = class_codes(cases["label"], outcome)
    scored = CaseScores(np.arange(len(signals)), y, score_windows(bundle, signals, progress))
    notes = [*notes, *unknown_conditions(cases, outcome.classes)]
    properties = window_properties(signals, data.channels) if data is not None else {}
    return ClassFile(scored, properties, notes), signals, cases


@lru_cache(maxsize=4)
def _earlier(run: Path, folder: Path, changed: int) -> tuple[Properties, Properties]:  # noqa: ARG001
    """What training and validation windows are like, kept for the next file."""
    data = SignalDataset(folder)
    plan = RunFolder(run).spec().plan
    return earlier_properties(data.cases, plan, lambda rows: window_properties(data.take(rows), data.channels))


def _least_certain(run: RunFolder, scored: CaseScores, signals: Signals, cases: pa.Table, outcome: Outcome) -> Table:
    places, named, sure = least_certain(run, scored, SHOWN)
    rows = cases.take(pa.array(places))
    columns: dict[str, Sequence[Any]] = {
        "Recording": [name or "–" for name in rows["recording"].to_pylist()],
        "From": [f"{number(start / signals.rate)} s" for start in rows["start"].to_pylist()],
        "Taken for": [outcome.classes[place] for place in named],
        "Certainty": sure.tolist(),
    }
    if (scored.y >= 0).any():
        columns["In truth"] = [outcome.classes[place] if place >= 0 else "–" for place in scored.y[places]]
    return Table("Least certain", columns, {"Certainty": "score"})
