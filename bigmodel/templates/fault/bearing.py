"""A rolling bearing: how often its faults strike, and how a strike sounds.

R. B. Randall and J. Antoni, "Rolling element bearing diagnostics - a tutorial", Mechanical Systems and Signal
Processing 25 (2011) 485-520: equations (1) to (4) for the frequencies, section 2 for slip and modulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Bearing:
    """Geometry, diameters in millimetres, the contact angle in degrees."""

    balls: int
    ball_diameter: float
    pitch_diameter: float
    contact_angle: float

    @property
    def orders(self) -> dict[str, float]:
        """Strikes a turn of the shaft: ``outer`` (BPFO), ``inner`` (BPFI), ``ball`` (BSF), ``cage`` (FTF)."""
        ratio = self.ball_diameter / self.pitch_diameter * cos(radians(self.contact_angle))
        return {
            "outer": self.balls / 2 * (1 - ratio),
            "inner": self.balls / 2 * (1 + ratio),
            "ball": self.pitch_diameter / (2 * self.ball_diameter) * (1 - ratio**2),
            "cage": (1 - ratio) / 2,
        }


def strikes(
    bearing: Bearing, fault: str, shaft: float, seconds: float, slip: float, *, draw: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When a fault strikes and how hard.

    Balls slip a little, so the time from strike to strike varies. A fault of the outer race stands still in the load
    zone; one of the inner race turns through it with the shaft, one of a ball with the cage, and a ball strikes both
    races in each of its turns.

    Args:
        bearing: The geometry.
        fault: ``outer``, ``inner`` or ``ball``.
        shaft: Turns of the shaft a second.
        seconds: Length of the recording.
        slip: Standard deviation of the time from strike to strike, as a share of it.
        draw: Source of chance.

    Returns:
        Times in seconds and strengths, float64 (strikes,).
    """
    orders = bearing.orders
    rate = shaft * orders[fault] * (2 if fault == "ball" else 1)
    gaps = (1 + slip * draw.standard_normal(int(seconds * rate * 1.2) + 8)) / rate
    times = np.cumsum(gaps) - draw.uniform() / rate
    times = times[(times >= 0) & (times < seconds)]
    turn = {"outer": 0.0, "inner": shaft, "ball": shaft * orders["cage"]}[fault]
    depth = {"outer": 0.0, "inner": 0.75, "ball": 0.6}[fault]
    load_zone = 1 - depth / 2 + depth / 2 * np.cos(2 * np.pi * (turn * times + draw.uniform()))
    return times, load_zone * np.exp(0.25 * draw.standard_normal(len(times)))


def ringing(
    times: NDArray[np.float64],
    strengths: NDArray[np.float64],
    samples: int,
    rate: float,
    *,
    pitch: float,
    damping: float,
) -> NDArray[np.float64]:
    """The sound of strikes on a structure with one resonance, float64 (samples,).

    Args:
        times: Seconds of the strikes.
        strengths: Their strengths.
        samples: Length of the result.
        rate: Samples a second.
        pitch: Resonance in Hz.
        damping: Share of critical damping.
    """
    train = np.zeros(samples)
    places = times * rate
    low = np.minimum(places.astype(int), samples - 2)
    # Between two samples a strike belongs to both, by its distance.
    np.add.at(train, low, strengths * (1 - (places - low)))
    np.add.at(train, low + 1, strengths * (places - low))
    clock = np.arange(int(rate * 0.02)) / rate
    answer = np.exp(-2 * np.pi * damping * pitch * clock) * np.sin(2 * np.pi * pitch * clock)
    return np.convolve(train, answer)[:samples]
