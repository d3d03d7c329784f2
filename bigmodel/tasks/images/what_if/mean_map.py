"""Where the model looks for each class: its evidence by place, averaged over the test pictures it names so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.judge import classes_of
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Control, Gallery, Sentence, Words
from bigmodel.spec.numbers import count
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.evidence import for_class, spread_out
from bigmodel.tasks.images.occlusion import overlay
from bigmodel.tasks.images.what_if.all_pictures import spread
from bigmodel.tasks.task import Dataset, Section

TITLE = "Where it looks for each class"
EACH, CLASSES = 20, 24
"""Pictures of a class at most, and classes."""
LONGEST = 30
"""Letters of a class name."""


class MeanMap:
    """One map a class, on the mean of the pictures."""

    title = TITLE
    section: Section = "Why"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Nothing to choose."""
        return ()

    def blocks(
        self,
        run: RunFolder,
        data: Dataset | None,
        words: Words,
        values: Mapping[str, Any],
    ) -> Sequence[Block]:
        """A map for each class that is named for a test picture, or why there is none.

        Raises:
            Problem: The bundle or the scores are gone.
        """
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        head = Sentence(TITLE, level=2)
        bundle, cases = Bundle.load(run.bundle, threads=2), read_cases(run, "test")
        if data is None:
            return [head, Sentence("The dataset was deleted, so its pictures can't be shown.")]
        if not bundle.has_regions:
            said = "This network does not end in a mean over places, so there is no map of a class. "
            return [head, Sentence(said + "Evaluate shows what the answer to a single picture rests on.")]
        named = classes_of(cases.score, bundle.schema.threshold)
        pictures, captions = [], []
        for number, name in enumerate(outcome.classes[:CLASSES]):
            mine = np.flatnonzero(named == number)
            if not len(mine):
                continue
            shown = np.asarray(data.take(cases.row[mine[spread(len(mine), EACH)]]), np.uint8)
            regions = bundle.regions(encode_pictures(shown, bundle.schema.encoder))
            assert regions is not None  # the bundle has them
            cells = for_class(regions, number).mean(axis=0)
            typical = shown.mean(axis=0).round().astype(np.uint8)
            pictures.append(overlay(typical, spread_out(cells, typical.shape[:2])))
            captions.append(f"{shorten(name, LONGEST)} ({count(len(mine))})")
        note = (
            f"Orange places speak for the class, on average over up to {EACH} test {words.cases} that are named so; "
            "behind it lies their mean. Things that stand at the same place in each picture show clearly."
        )
        return [head, Gallery("", pictures, captions, note)]
