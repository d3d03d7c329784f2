"""Windows of vibration signals as tensors: values at one sampling rate, with the shaft's speed beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem
from bigmodel.spec.numbers import number

ALIKE = 0.005
"""Two sampling rates that differ by less than this share are the same: frequencies then shift by less than a bin."""


@dataclass(frozen=True)
class Signals:
    """Windows of equal length.

    Attributes:
        values: float32 (n, window, channels), in the unit of the sensor.
        speed: float64 (n,), speed of the shaft in Hz (turns a second), NaN where it is not known.
        rate: Samples a second.
    """

    values: NDArray[np.float32]
    speed: NDArray[np.float64]
    rate: float

    def __len__(self) -> int:
        return len(self.values)


def signal_encoder(window: int, channels: int, rate: float) -> dict[str, Any]:
    """The encoder of signals: samples in a window, number of channels, samples a second (JSON values)."""
    return {"window": int(window), "channels": int(channels), "rate": float(rate)}


def encode_signals(signals: Signals, encoder: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Windows as the tensors that a network takes.

    Args:
        signals: The windows.
        encoder: What ``signal_encoder`` returned.

    Returns:
        ``signals``: float32 (n, window, channels); ``speed``: float32 (n, 1) in Hz, NaN where it is not known.

    Raises:
        Problem: The windows have another length, number of channels or sampling rate than the model learnt from, or
            hold values that are missing. A recording can be resampled, a window can't: it would get shorter.
    """
    window, channels = int(encoder["window"]), int(encoder["channels"])
    values = np.asarray(signals.values, np.float32)
    values = values[..., None] if values.ndim == 2 else values
    if values.ndim != 3 or values.shape[1] != window:
        length = values.shape[1] if values.ndim == 3 else 0
        raise Problem(
            f"The windows hold {length:,} samples, the model takes {window:,}",
            remedy=f"Cut the recording into windows of {window:,} samples.",
        )
    if values.shape[2] != channels:
        raise Problem(
            f"The windows have {values.shape[2]} channels, the model takes {channels}",
            remedy="Give the channels that the model learnt from.",
        )
    check_rate(signals.rate, float(encoder["rate"]))
    whole = np.isfinite(values).all(axis=(1, 2))
    if not whole.all():
        raise Problem(
            "A window holds values that are missing or not finite",
            where=f"window {int(np.argmin(whole)) + 1}",
            remedy="Leave it out, or fill the gap.",
        )
    speed = np.asarray(signals.speed, np.float64).reshape(-1)
    speed = np.where(np.isfinite(speed) & (speed > 0), speed, np.nan)
    return {"signals": values, "speed": speed.astype(np.float32)[:, None]}


def check_rate(rate: float, wanted: float) -> None:
    """See that windows were sampled as the model's were.

    Raises:
        Problem: They were not.
    """
    if not same_rate(rate, wanted):
        raise Problem(
            f"The windows were sampled at {number(rate)} Hz, the model takes {number(wanted)} Hz",
            remedy="Give the whole recording, which can be resampled before it is cut.",
        )


def same_rate(first: float, second: float) -> bool:
    """Whether two sampling rates in Hz are alike."""
    return abs(first - second) <= ALIKE * second
