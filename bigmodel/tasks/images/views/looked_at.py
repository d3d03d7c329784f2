"""Which part of a test picture the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.judge import classes_of
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Gallery, Sentence, Words
from bigmodel.spec.numbers import score, share
from bigmodel.tasks.images.evidence import Evidence, evidence_of
from bigmodel.tasks.images.occlusion import enlarged, overlay
from bigmodel.tasks.images.offered import offered_in, picture_control
from bigmodel.tasks.task import Dataset
from bigmodel.tasks.views.mistakes import captions_of

TITLE = "What the model looked at"
FAINT = 0.02
"""A fall of the probability below which no part of a picture matters by itself."""
HALF = 0.5
NOTES = {
    "activation": "Orange: this place speaks for the class. The model is a sum over places, and this is that sum, "
    "place by place. It shows what the answer rests on, not why.",
    "occlusion": "Orange: covering this place makes the model less sure. It is measured by covering one place after "
    "the other. It shows what the answer rests on, not why.",
}


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
        evidence = evidence_of(Bundle.load(run.bundle), picture, int(named[place]))
        name = outcome.classes[named[place]]
        captions = [captions_of(cases, named, np.array([place]), outcome)[0], f"what {name} rests on"]
        return [
            Sentence(TITLE, level=2),
            Gallery("", [enlarged(picture), overlay(picture, evidence.heat)], captions, NOTES[evidence.kind]),
            Sentence(_said(evidence, name)),
        ]


def _said(evidence: Evidence, name: str) -> str:
    """What the brightest place does, in words."""
    heat = evidence.heat
    if evidence.kind == "activation":
        for_it = np.clip(heat, 0, None)
        if not for_it.any():
            return f"No place of the picture speaks for {name}: every other class has as much for it."
        strongest = np.sort(for_it, axis=None)[::-1]
        part = int(np.searchsorted(strongest.cumsum(), HALF * strongest.sum())) + 1
        return f"Half of what speaks for {name} lies in {share(part / heat.size)} of the picture."
    if heat.max() >= FAINT:
        return f"Covering the brightest place lowers the score of {name} by {score(float(heat.max()))}."
    return f"No single part of the picture carries the answer {name}: covering any leaves its score as it is."
