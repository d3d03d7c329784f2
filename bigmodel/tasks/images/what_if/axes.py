"""What can be changed in pictures, as inputs and as the axis of a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Control
from bigmodel.spec.numbers import MINUS
from bigmodel.tasks.images.what_if.altered import PLACES, Altered


@dataclass(frozen=True)
class Axis:
    """One change from its least to its most; 0 leaves pictures as they are.

    Attributes:
        name: The field of ``Altered``.
        title: Its name on the page.
        unit: What stands behind its numbers.
        low: The least.
        high: The most.
        step: Between two points of a curve.
        more: What a picture is with more than 0.
        less: What it is with less than 0, empty where there is no less.
        help: One sentence for the user.
    """

    name: str
    title: str
    unit: str
    low: int
    high: int
    step: int
    more: str
    less: str = ""
    help: str = ""

    def points(self) -> NDArray[np.int64]:
        """The points of a curve, 0 among them, int64."""
        return np.arange(self.low, self.high + 1, self.step)

    def at(self, altered: Altered, value: float) -> Altered:
        """The same change with another value on this axis."""
        changed: dict[str, Any] = {self.name: float(value)}
        return replace(altered, **changed)

    def said(self, value: float) -> str:
        """A value with its unit: ``30 %``, ``−15 degrees``."""
        return f"{MINUS if value < 0 else ''}{abs(value):g} {self.unit}"


AXES: Mapping[str, Axis] = {
    axis.title: axis
    for axis in (
        Axis("brightness", "Brightness", "%", -80, 80, 10, "lighter", "darker", "Lighter or darker by so much."),
        Axis("blur", "Blur", "%", 0, 10, 1, "blurred", help="Out of focus by so much of the longer side."),
        Axis("rotation", "Rotation", "degrees", -180, 180, 15, "turned clockwise", "turned counterclockwise",
             "Turned clockwise by so many degrees."),
        Axis("cover", "Covering", "%", 0, 80, 5, "covered", help="A square of the picture's mean colour covers it."),
    )
}  # fmt: skip
"""By title."""


def change_controls() -> tuple[Control, ...]:
    """An input for each change, the place of the cover, and along which change the curve goes."""
    sliders = [
        Control(
            name=axis.name,
            title=f"{axis.title} ({axis.unit})",
            kind="slider",
            default=0,
            low=axis.low,
            high=axis.high,
            step=1 if axis.name == "blur" else 5,
            help=axis.help,
        )
        for axis in AXES.values()
    ]
    places = tuple(PLACES)
    place = Control(name="place", title="Covered place", kind="choice", default=places[0], options=places)
    titles = tuple(AXES)
    along = Control(name="along", title="Curve along", kind="choice", default=titles[0], options=titles)
    return (*sliders, place, along)


def axis_of(values: Mapping[str, Any]) -> Axis:
    """The axis that is chosen."""
    return AXES.get(str(values.get("along")), next(iter(AXES.values())))


def flips(axis: Axis, points: Sequence[float], answers: Sequence[str]) -> str:
    """Where the answer becomes another one, going either way from 0.

    Args:
        axis: What changes.
        points: Ascending, 0 among them.
        answers: The class that is named at each.
    """
    start = list(points).index(0)
    said = []
    for way, words in ((1, axis.more), (-1, axis.less)):
        if not words:
            continue
        ahead = range(start, len(points)) if way > 0 else range(start, -1, -1)
        found = next((place for place in ahead if answers[place] != answers[start]), None)
        if found is None:
            said.append(f"{words} by up to {axis.said(abs(points[ahead[-1]]))} it stays {answers[start]}.")
        else:
            before, after = abs(points[found - way]), axis.said(abs(points[found]))
            said.append(f"{words} by {before:g} to {after} the answer becomes {answers[found]}.")
    return " ".join(each[0].upper() + each[1:] for each in said)
