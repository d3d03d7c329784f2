"""How files of signals are read: guessed by ``sniff``, shown to the user, corrected where the guess is wrong."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bigmodel.spec import Record
from bigmodel.tasks.signals.pieces import GEOMETRY

WINDOW = 1024
LARGEST_WINDOW = 1 << 17
Labels = Literal["in the data", "file name", "folder"]
CONTENT: Labels = "in the data"


class SignalOptions(Record):
    """How signals are read.

    Attributes:
        format: Whether the files hold windows, one a row, or long recordings that are cut.
        window: Samples in a window.
        overlap: Share of a window that the next one repeats (recordings).
        rate: Samples a second, None while nobody has said.
        labels: Where the class comes from.
        balls: Rolling elements of the bearing; with the three below the faults' frequencies can be marked.
        ball_diameter: Diameter of a rolling element, in the unit of ``pitch_diameter``.
        pitch_diameter: Diameter of the circle on which the centres of the rolling elements run.
        contact_angle: In degrees.
    """

    format: Literal["windows", "recordings"] = Field("windows", title="The files hold")
    window: int = Field(
        WINDOW, ge=16, le=LARGEST_WINDOW, title="Window length (samples)", description="One window is one case."
    )
    overlap: float = Field(
        0.0,
        ge=0,
        le=0.9,
        title="Overlap",
        description="Share of a window that the next one repeats.",
        json_schema_extra={"formats": ["recordings"]},
    )
    rate: float | None = Field(
        None, ge=1, le=1e8, title="Sampling rate (Hz)", description="Samples a second; all frequencies follow from it."
    )
    labels: Labels = Field(CONTENT, title="Class from", description="Where the condition of the machine stands.")
    balls: float | None = Field(None, ge=3, le=200, title="Balls in the bearing", description="For the fault lines.")
    ball_diameter: float | None = Field(None, gt=0, title="Ball diameter", description="In the unit of the next field.")
    pitch_diameter: float | None = Field(
        None, gt=0, title="Pitch diameter", description="Centre to centre of the balls."
    )
    contact_angle: float | None = Field(None, ge=0, lt=90, title="Contact angle (degrees)")

    @property
    def geometry(self) -> dict[str, float] | None:
        """The bearing, None where its balls or a diameter are not given."""
        values = {name: getattr(self, name) for name in GEOMETRY}
        values["contact_angle"] = values["contact_angle"] or 0.0
        if any(value is None for value in values.values()) or values["ball_diameter"] >= values["pitch_diameter"]:
            return None
        return values
