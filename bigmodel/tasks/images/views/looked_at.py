"""Which part of a test picture the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.judge import classes_of
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Gallery, Sentence, Words
from bigmodel.spec.numbers import score
from bigmodel.tasks.images.occlusion import enlarged, occlusion, overlay
from bigmodel.tasks.images.offered import offered_in, picture_control
from bigmodel.tasks.task import Dataset
from bigmodel.tasks.views.mistakes import captions_of

TITLE = "What the model looked at"
FAINT = 0.02
"""A fall of the probability below which no part of a picture matters by itself."""


class LookedAt:
    """A test picture beside the same picture with the places marked that carry the answer."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which test picture: the most confident mistakes first, then what was named right with the least doubt."""
        control = picture_control(run)
        return () if control is None else (control,)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Picture and marked picture; nothing before there is a result."""
        report, outcome = run.report(), run.spec().plan.outcome
        if report is None or outcome is None:
            return ()
        if data is None:
            return [Sentence(TITLE, level=2), Sentence("The dataset was deleted, so its pictures can't be shown.")]
        cases, offered = offered_in(run)
        named = classes_of(cases.score, report.threshold)
        place = offered.get(str(values.get("picture")), next(iter(offered.values())))
        picture = np.asarray(data.take(cases.row[[place]]), np.uint8)[0]
        heat = occlusion(Bundle.load(run.bundle), picture, int(named[place]))
        name = outcome.classes[named[place]]
        said = (
            f"Covering the brightest place lowers the score of {name} by {score(float(heat.max()))}."
            if heat.max() >= FAINT
            else f"No single part of the picture carries the answer {name}: covering any leaves its score as it is."
        )
        note = "Orange: covering this place makes the model less sure. It shows what the answer rests on, not why."
        captions = [captions_of(cases, named, np.array([place]), outcome)[0], f"what {name} rests on"]
        return [
            Sentence(TITLE, level=2),
            Gallery("", [enlarged(picture), overlay(picture, heat)], captions, note),
            Sentence(said),
        ]
