"""What files of signals hold before it is cut: long recordings, or windows that somebody cut already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

GEOMETRY = ("balls", "ball_diameter", "pitch_diameter", "contact_angle")


Column = Sequence[Any] | NDArray[Any]
"""Values of something that is known of each window."""


@dataclass(frozen=True)
class Recording:
    """A signal as it was recorded.

    Attributes:
        name: Tells it from the others.
        values: float32 (samples, channels), NaN where there is a gap.
        channels: Name of each channel.
        rate: Samples a second, None where the file does not say.
        known: ``label``, ``machine``, ``load`` (text), ``speed`` (revolutions a minute), ``time`` (datetime64) of
            the whole recording, as far as they are known.
        speed: Revolutions a minute at every sample, float64 (samples,), where it was recorded.
    """

    name: str
    values: NDArray[np.float32]
    channels: tuple[str, ...]
    rate: float | None
    known: Mapping[str, Any] = field(default_factory=dict)
    speed: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Windows:
    """Windows of one length.

    Attributes:
        values: float32 (n, window, channels), NaN where there is a gap.
        channels: Name of each channel.
        rate: Samples a second, None where the file does not say.
        known: Column to n values: ``label``, ``recording``, ``machine``, ``load`` (text or None), ``start`` (samples),
            ``speed`` (revolutions a minute, NaN unknown) and ``time`` (datetime64), as far as they are known.
    """

    values: NDArray[np.float32]
    channels: tuple[str, ...]
    rate: float | None
    known: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)


Piece = Recording | Windows


@dataclass
class Found:
    """What one or several files hold.

    Attributes:
        pieces: Recordings and windows.
        geometry: The bearing, see ``SignalDataset.geometry``; None where no file tells it.
        notes: Remarks about what was not read.
    """

    pieces: list[Piece] = field(default_factory=list)
    geometry: dict[str, float] | None = None
    notes: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take over what another file holds."""
        self.pieces += other.pieces
        self.geometry = self.geometry or other.geometry
        self.notes += other.notes
