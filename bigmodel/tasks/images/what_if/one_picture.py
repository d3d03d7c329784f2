"""One picture under other conditions: what it would be called then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.change_curve import certainty_curve
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Gallery, Metric, Outcome, Sentence, Words
from bigmodel.spec.numbers import score as said
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.offered import offered_in, picture_control
from bigmodel.tasks.images.stock import PICTURE_ENDINGS
from bigmodel.tasks.images.what_if.altered import Altered
from bigmodel.tasks.images.what_if.axes import axis_of, change_controls, flips
from bigmodel.tasks.plane import plane
from bigmodel.tasks.task import Dataset, Section

TITLE = "Change a picture"
LONGEST = 24
"""Letters of a class name on a card."""


class OnePicture:
    """A test picture, or one that was brought, before and after a change."""

    title = TITLE
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which picture, and what is done to it."""
        offered = picture_control(run)
        if offered is None:
            return ()
        picture = offered.model_copy(update={"default": first_shown(run)})
        help = "It takes the place of the test picture."
        file = Control(name="file", title="Or a new picture", kind="file", options=PICTURE_ENDINGS, help=help)
        return (picture, *change_controls(), file)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer beside what it was, both pictures, and the way to the point where the answer flips.

        Raises:
            Problem: The picture can't be read, or the bundle is gone.
        """
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        bundle = Bundle.load(run.bundle)
        picture, true = _chosen(run, data, values, bundle)
        head = Sentence(TITLE, level=2)
        if picture is None:
            return [head, Sentence("The dataset was deleted, so its pictures can't be changed. Bring one to go on.")]
        altered, axis = Altered.of(values), axis_of(values)
        points = axis.points()
        ways = [Altered(), altered, *(axis.at(altered, point) for point in points)]
        scores = _probabilities(bundle, np.stack([way.of_picture(picture) for way in ways]))
        answers = classes_of(scores[:, 1] if outcome.binary else scores, bundle.schema.threshold)
        was, now = int(answers[0]), int(answers[1])
        curve = certainty_curve(
            points.tolist(),
            scores[2:, was].tolist(),
            _strongest_other(scores[2:], was).tolist(),
            here=getattr(altered, axis.name),
            name=outcome.classes[was],
            axis=f"{axis.title.lower()} ({axis.unit})",
            threshold=_threshold(bundle, was),
        )
        after = altered.of_picture(picture)
        return [
            head,
            *_metrics(scores[:2], was, now, outcome, true),
            Sentence(flips(axis, points.tolist(), [outcome.classes[answer] for answer in answers[2:]])),
            Gallery("", [plane(picture), plane(after)], ["before", "as it is" if altered.nothing else "after"]),
            curve,
        ]


def first_shown(run: RunFolder) -> str:
    """Of the mistakes that are offered the least certain: little turns it. Where there is none, the last that is right.

    Raises:
        Problem: The scores are gone.
    """
    cases, offered = offered_in(run)
    report = run.report()
    named = classes_of(cases.score, report.threshold if report else None)
    wrong = [text for text, place in offered.items() if named[place] != cases.y[place]]
    return (wrong or list(offered))[-1]


def _chosen(
    run: RunFolder, data: Dataset | None, values: Mapping[str, Any], bundle: Bundle
) -> tuple[NDArray[np.uint8] | None, int | None]:
    """The picture that was brought, else the test picture, uint8 (h, w, channels), and what it is in truth."""
    if values.get("file"):
        brought: NDArray[np.uint8] = encode_pictures([Path(values["file"])], bundle.schema.encoder)["pictures"][0]
        return brought, None
    if data is None:
        return None, None
    cases, offered = offered_in(run)
    place = offered.get(str(values.get("picture")), next(iter(offered.values())))
    pictures: NDArray[np.uint8] = np.asarray(data.take(cases.row[[place]]), np.uint8)
    first: NDArray[np.uint8] = pictures[0]
    return first, int(cases.y[place])


def _probabilities(bundle: Bundle, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scores of every class, float32 (n, k), for two classes too."""
    scores = bundle.score(encode_pictures(pictures, bundle.schema.encoder))
    return scores if scores.ndim == 2 else np.stack([1 - scores, scores], axis=1)


def _strongest_other(scores: NDArray[np.float32], named: int) -> NDArray[np.float32]:
    others: NDArray[np.float32] = np.delete(scores, named, axis=1).max(axis=1)
    return others


def _threshold(bundle: Bundle, named: int) -> float | None:
    """The certainty of the named class below which the answer flips; None where the most probable class is named."""
    threshold = bundle.schema.threshold
    return threshold if threshold is None or named == 1 else 1 - threshold


def _metrics(scores: NDArray[np.float32], was: int, now: int, outcome: Outcome, true: int | None) -> list[Block]:
    names = [shorten(name, LONGEST) for name in outcome.classes]
    truth = "" if true is None else f", in truth {names[true]}"
    found: list[Block] = [
        Metric("Answer", names[now], f"was {names[was]}{truth}", tone="plain" if now == was else "caution"),
        Metric(f"Certainty of {names[was]}", said(scores[1, was]), f"was {said(scores[0, was])}"),
    ]
    if now != was:
        found.append(Metric(f"Certainty of {names[now]}", said(scores[1, now]), f"was {said(scores[0, now])}"))
    return found
