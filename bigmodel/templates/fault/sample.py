"""Simulated bearing vibration: ``python -m bigmodel.templates.fault.sample [FOLDER]`` writes the .npz.

Eight machines with bearings of one type, each with its own resonances, gear tone, noise and sensor; four conditions;
two loads, each with its speed. No real machine was measured. Every machine rings differently, so a model that learns
how a fault sounds on one machine fails on the next; how often a fault strikes carries over.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.templates.fault.bearing import Bearing, ringing, strikes

NAME = "bearing_vibration.npz"
RATE = 12_000
WINDOW = 1024
BEARING = Bearing(balls=9, ball_diameter=7.94, pitch_diameter=39.04, contact_angle=0.0)
CONDITIONS = ("normal", "inner race", "outer race", "ball")
FAULTS = {"inner race": "inner", "outer race": "outer", "ball": "ball"}
MACHINES = 8
LOADS = ("half", "full")
EACH = 20
"""Windows of a recording; ``HOP`` samples from one to the next."""
HOP = 1500
EPOCH = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Machine:
    """What sounds different from machine to machine.

    Attributes:
        pitches: Two resonances in Hz.
        dampings: Their shares of critical damping.
        speed: Revolutions a minute without load.
        tone: Order of a gear's tone.
        loudness: Amplitude of that tone and of the shaft's harmonics.
        noise: Standard deviation of the noise.
        tilt: How much low frequencies outweigh high ones in the noise, 0 to 1.
        gain: Of the sensor.
        knocks: Strikes a second that have nothing to do with the bearing.
    """

    pitches: tuple[float, float]
    dampings: tuple[float, float]
    speed: float
    tone: float
    loudness: float
    noise: float
    tilt: float
    gain: float
    knocks: float


def make(folder: Path) -> None:
    """Write ``bearing_vibration.npz`` into a folder, always the same bytes.

    Nothing is compressed: what a compressor writes changes from version to version.
    """
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_STORED) as archive:
        for name, array in simulate().items():
            stream = io.BytesIO()
            np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, stream.getvalue())


def simulate(seed: int = 5) -> dict[str, NDArray[Any]]:
    """The arrays of the file: windows ``X``, what is known of each, and what holds for all."""
    draw = np.random.default_rng(seed)
    values, label, machine, load, speed, recording, start = [], [], [], [], [], [], []
    for number in range(MACHINES):
        kind = _machine(draw)
        for place, condition in enumerate(CONDITIONS):
            for weight, loaded in enumerate(LOADS):
                turns = kind.speed * (1 - 0.02 * weight) * (1 + 0.004 * draw.standard_normal())
                signal = record(kind, condition, turns / 60, 0.85 + 0.3 * weight, draw)
                for window in range(EACH):
                    begin = window * HOP
                    values.append(signal[begin : begin + WINDOW])
                    start.append(begin)
                label += [place] * EACH
                machine += [f"pump {number + 1}"] * EACH
                load += [loaded] * EACH
                speed += [round(turns)] * EACH
                recording += [f"pump {number + 1}, {loaded} load, run {place + 1}"] * EACH
    return {
        "X": np.array(values, np.float16),
        "label": np.array(label, np.int8),
        "class_names": np.array(CONDITIONS),
        "machine": np.array(machine),
        "load": np.array(load),
        "rpm": np.array(speed, np.int16),
        "recording": np.array(recording),
        "start": np.array(start, np.int32),
        "rate": np.array(RATE, np.int32),
        "balls": np.array(BEARING.balls, np.int16),
        "ball_diameter": np.array(BEARING.ball_diameter),
        "pitch_diameter": np.array(BEARING.pitch_diameter),
        "contact_angle": np.array(BEARING.contact_angle),
    }


def record(machine: Machine, condition: str, shaft: float, load: float, draw: np.random.Generator) -> NDArray[Any]:
    """One recording, float64 (samples,): shaft and gear, noise, knocks, and the strikes of the fault."""
    samples = HOP * (EACH - 1) + WINDOW
    clock = np.arange(samples) / RATE
    signal = machine.noise * _noise(samples, machine.tilt, draw)
    for order in (1.0, 2.0, 3.0, machine.tone):
        phase, loudness = draw.uniform(0, 2 * np.pi), machine.loudness * draw.uniform(0.3, 1.0)
        signal += loudness * np.sin(2 * np.pi * order * shaft * clock + phase)
    knocks = np.sort(draw.uniform(0, samples / RATE, draw.poisson(machine.knocks * samples / RATE)))
    events = [(knocks, draw.uniform(0.3, 1.0, len(knocks)))]
    if condition in FAULTS:
        times, strengths = strikes(BEARING, FAULTS[condition], shaft, samples / RATE, 0.012, draw=draw)
        severity = load * draw.uniform(0.7, 1.4) * (0.85 if condition == "ball" else 0.7)
        events.append((times, severity * strengths))
    balance = draw.uniform(0.35, 0.65)
    for times, strengths in events:
        for pitch, damping, share in zip(machine.pitches, machine.dampings, (balance, 1 - balance), strict=True):
            signal += ringing(times, share * strengths, samples, RATE, pitch=pitch, damping=damping)
    return machine.gain * signal


def _machine(draw: np.random.Generator) -> Machine:
    return Machine(
        pitches=(draw.uniform(1300, 2900), draw.uniform(3000, 5200)),
        dampings=(draw.uniform(0.02, 0.06), draw.uniform(0.02, 0.06)),
        speed=draw.uniform(1450, 2950),
        tone=float(draw.integers(15, 31)),
        loudness=draw.uniform(0.05, 0.2),
        noise=draw.uniform(0.06, 0.12),
        tilt=draw.uniform(0.1, 0.8),
        gain=draw.uniform(0.5, 2.0),
        knocks=draw.uniform(0, 40),
    )


def _noise(samples: int, tilt: float, draw: np.random.Generator) -> NDArray[np.float64]:
    """Noise of unit variance whose amplitude falls with frequency to the power of ``tilt`` / 2."""
    spectrum = np.fft.rfft(draw.standard_normal(samples))
    frequency = np.maximum(np.arange(len(spectrum)) / len(spectrum), 1e-2)
    shaped = np.fft.irfft(spectrum * frequency ** (-tilt / 2), samples)
    return np.asarray(shaped / shaped.std(), np.float64)


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
