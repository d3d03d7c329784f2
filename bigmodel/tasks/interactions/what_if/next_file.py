"""A later log: whether what people chose last in it is still suggested to them, and what has moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from bigmodel.explain.drift import OTHERS, Drift, drift_of_labels, drift_of_numbers
from bigmodel.explain.rescore import unheard
from bigmodel.figures.then_and_now import names_then_and_now
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import CaseRanks, read_ranks
from bigmodel.spec import Block, Control, Figure, Sentence, Words
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.read import ENDINGS
from bigmodel.tasks.interactions.suggest import bundle_of, labels
from bigmodel.tasks.interactions.what_if.later_log import LaterLog, read_later
from bigmodel.tasks.interactions.what_if.log_verdict import log_verdict
from bigmodel.tasks.next_file.drift_blocks import drift_blocks, drift_figure
from bigmodel.tasks.next_file.invitation import TITLE, file_input
from bigmodel.tasks.next_file.moved import Moved
from bigmodel.tasks.task import Dataset, Section

ITEMS, LENGTHS = "Items chosen", "Length of histories"
MOST = 100
"""Items that are compared one by one, the most frequent; the others together."""
DRAWN = 5
NEW = "\0"
"""Stands for all items that the model does not know; no item is called so."""


class NextLog:
    """The last event of each user hidden and asked for, and drift of items and histories."""

    title = TITLE
    section: Section = "Next month's file"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The file."""
        help = "A log with the columns of the training file; one row a choice."
        return file_input(run, ENDINGS, help, "A later log")

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards, and what has moved.

        Raises:
            Problem: The log can't be read, none of its items is known, or the bundle is gone.
        """
        report = run.report()
        if report is None:
            return ()
        if not (path := values.get("file")):
            text = (
                f"Bring a later log, such as next month's: the last choice of each {words.case} is hidden and asked "
                "for, and here stands whether the model still holds, what of the log it knows and what has moved."
            )
            return [Sentence(TITLE, level=2), Sentence(text, level=4)]
        bundle, before = bundle_of(run), read_ranks(run)
        known = cast(InteractionDataset, data) if data is not None else None
        later = read_later(run, bundle, Path(path), known, values.get("progress", unheard))
        moved = Moved({}, log_drift(bundle, before, later), ("property", "properties"))
        return [
            Sentence(TITLE, level=2),
            *log_verdict(report, before, later, moved, words),
            *(Sentence(text, tone="caution") for text in later.differences),
            *drift_blocks(moved, _figures(moved)),
        ]


def log_drift(bundle: Bundle, before: CaseRanks, later: LaterLog) -> dict[str, Drift]:
    """How items that are chosen have moved since training, and lengths of histories since the test.

    By what the items that the test asks for differ from training already is usual.
    """
    encoder = bundle.schema.encoder
    items, named = encoder["items"], labels(encoder)

    def counts(times: Sequence[int]) -> Counter[str | None]:
        return Counter(dict(zip(named, times, strict=True)))

    then = counts(encoder.get("counts", [0] * len(items)))
    asked = counts(np.bincount(before.target, minlength=len(items)).tolist())
    now = counts([later.items[item] for item in items]) + Counter({NEW: later.items[None]})
    lengths = before.length.astype(np.float64), later.questions.cases.history.lengths.astype(np.float64)
    return {
        ITEMS: drift_of_labels(then, now, drift_of_labels(then, asked, most=MOST).psi, MOST),
        LENGTHS: drift_of_numbers(*lengths),
    }


def _figures(moved: Moved) -> list[Figure]:
    """The items whose share of the events changed most, and the lengths of histories."""
    drifts = moved.inputs or {}
    items = drifts[ITEMS]
    change = np.abs(items.now - items.then)
    change[[label == OTHERS for label in items.labels]] = 0
    places = np.argsort(-change, kind="stable")[:DRAWN].tolist()
    names = ["new items" if items.labels[place] == "new" else items.labels[place] for place in places]
    before, after = (side[places].tolist() for side in (items.then, items.now))
    return [
        names_then_and_now(names, before, after, ("training", "this file"), title="Items that moved most", of="events"),
        drift_figure(LENGTHS, "events that the model knows", drifts[LENGTHS], "test"),
    ]
