"""Drop a new picture and see the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.certainties import certainties_figure
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Gallery, Outcome, Sentence, Words
from bigmodel.spec.numbers import share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.stock import PICTURE_ENDINGS
from bigmodel.tasks.plane import plane
from bigmodel.tasks.task import Dataset

TITLE = "Try a picture"


class TryPicture:
    """The answer to a picture that was brought, by the bundle that ships."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The picture."""
        if run.report() is None:
            return ()
        return (Control(name="file", title="A new picture", kind="file", options=PICTURE_ENDINGS),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What the model names it, how certain it is, and the picture as the model sees it.

        Raises:
            Problem: The picture can't be read, or the bundle is gone.
        """
        if run.report() is None:
            return ()
        path = values.get("file")
        if not path:
            return [
                Sentence(TITLE, level=2),
                Sentence("Bring a picture that the model has never seen; the answer stands here at once.", level=4),
            ]
        bundle = Bundle.load(run.bundle)
        tensors = encode_pictures([Path(path)], bundle.schema.encoder)
        score = bundle.score(tensors)
        outcome = bundle.schema.outcome
        named = outcome.classes[int(classes_of(score, bundle.schema.threshold)[0])]
        certainties = certainties_of(score, outcome)
        picture = tensors["pictures"][0]
        return [
            Sentence(TITLE, level=2),
            Sentence(f"This is {named}, says the model, with a certainty of {share(certainties[named])}."),
            Gallery("", [plane(picture)], [shorten(Path(path).name)], f"As the model sees it: {seen(picture)}."),
            certainties_figure(certainties, named),
            Sentence("A model always names one of its classes, also where the picture shows none of them.", level=4),
        ]


def certainties_of(score: NDArray[np.float32], outcome: Outcome) -> dict[str, float]:
    """Class to its probability for one case; ``score`` is (1,) or (1, k)."""
    if score.ndim == 1:
        return {outcome.classes[0]: 1 - float(score[0]), outcome.classes[1]: float(score[0])}
    return {name: float(value) for name, value in zip(outcome.classes, score[0], strict=True)}


def seen(picture: NDArray[np.uint8]) -> str:
    """Size and colour of a picture in words."""
    height, width, channels = picture.shape
    return f"{height} x {width} pixels, {'colour' if channels == 3 else 'grey'}"
