"""The simulated machine table: ``python -m bigmodel.templates.machines.sample [FOLDER]`` writes it.

Nobody's data: ten milling machines work through three months, one row a job. Sensor readings follow from the season,
the machine and the job; a job fails by one of four rules of this project's own, each of which needs more than one
column at once:

- overheating: the difference to the hall is small, so that little heat is carried off, while the spindle turns slowly;
- power: torque times angular speed leaves the range of the drive, downwards (a tool that does not cut) or upwards;
- overstrain: tool wear times torque passes what the product's grade of steel bears;
- wear: a tool breaks more likely the longer it has cut, whatever else.

The borders are soft: near one, a job fails with a probability that rises with what it passes by. Tools are changed
after a drawn time, so wear starts again. Some readings are missing, more of them on old machines. The column
``stop_reason`` is written by a person after the failure: it is there to be found out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bigmodel.templates.sample_table import write_table

NAME = "machine_jobs.csv"
SEED = 20_250_901
START = np.datetime64("2025-09-01T06:00:00", "s")
MACHINES = 10
JOBS = 1_000
"""Jobs of each machine."""

GRADES = ("soft", "medium", "hard")
SHARES = (0.55, 0.3, 0.15)
STRAIN = (9_200.0, 9_900.0, 10_600.0)
"""Minutes of wear times newton metres that a tool bears in each grade's fixture."""

POWER_RANGE = (3_300.0, 8_400.0)
"""Watts between which the drive works."""

HOT_KELVIN, SLOW_TURNS = 8.8, 1_410.0
"""Overheating: a smaller difference than this between spindle and hall, and fewer turns a minute."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jobs:
    """All jobs in order of time, arrays of shape (n,).

    Attributes:
        hours: Hours since the start.
        machine: Index of the machine.
        grade: Index of the product's grade.
        hall: Air temperature, kelvin.
        spindle: Process temperature, kelvin.
        speed: Turns a minute.
        torque: Newton metres.
        wear: Minutes that the tool has cut before.
    """

    hours: Floats
    machine: NDArray[np.int64]
    grade: NDArray[np.int64]
    hall: Floats
    spindle: Floats
    speed: Floats
    torque: Floats
    wear: Floats

    @property
    def power(self) -> Floats:
        """Watts: torque times angular speed."""
        return self.torque * self.speed * 2 * np.pi / 60


def make(folder: Path) -> None:
    """Write ``machine_jobs.csv`` into a folder, always the same bytes."""
    write_table(folder / NAME, simulate())


def simulate() -> dict[str, list[str]]:
    """The file's columns as text, in order of time; an empty text is a missing value."""
    rng = np.random.default_rng(SEED)
    jobs = draw_jobs(rng)
    reasons = failures(rng, jobs)
    n = len(jobs.hours)
    old = jobs.machine < 3
    seconds = np.floor(jobs.hours * 3600).astype("timedelta64[s]")
    return {
        "job": [f"J{row:05d}" for row in range(1, n + 1)],
        "time": [str(moment).replace("T", " ")[:16] for moment in START + seconds],
        "machine": [f"M{number + 1:02d}" for number in jobs.machine],
        "product_type": [GRADES[grade] for grade in jobs.grade],
        "air_temperature_k": _decimals(_holes(rng, jobs.hall, 0.01), 1),
        "process_temperature_k": _decimals(_holes(rng, jobs.spindle, np.where(old, 0.03, 0.005)), 1),
        "rotational_speed_rpm": _decimals(jobs.speed, 0),
        "torque_nm": _decimals(_holes(rng, jobs.torque, np.where(old, 0.03, 0.005)), 1),
        "tool_wear_min": _decimals(jobs.wear, 0),
        "stop_reason": [str(reason) for reason in reasons],
        "failure": [str(int(reason != "")) for reason in reasons],
    }


def draw_jobs(rng: np.random.Generator) -> Jobs:
    """The jobs of all machines, with what the sensors of each would read."""
    parts = [_one_machine(rng, machine) for machine in range(MACHINES)]
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in Jobs.__dataclass_fields__]
    order = np.argsort(joined[0], kind="stable")
    return Jobs(*(column[order] for column in joined))


def failures(rng: np.random.Generator, jobs: Jobs) -> NDArray[np.str_]:
    """Why each job failed, empty where it did not; of several reasons the first in the order of the rules."""
    low, high = POWER_RANGE
    chances = {
        "overheating": _soft(HOT_KELVIN - (jobs.spindle - jobs.hall), 0.12) * _soft(SLOW_TURNS - jobs.speed, 12.0),
        "power": _soft(low - jobs.power, 60.0) + _soft(jobs.power - high, 60.0),
        "overstrain": _soft(jobs.wear * jobs.torque - np.array(STRAIN)[jobs.grade], 110.0),
        "wear": 0.06 * _soft(jobs.wear - 195.0, 6.0),
    }
    reasons = np.full(len(jobs.hours), "", "U12")
    for name, chance in reversed(chances.items()):
        reasons[rng.random(len(reasons)) < np.minimum(chance, 0.97)] = name
    return reasons


def _one_machine(rng: np.random.Generator, machine: int) -> Jobs:
    hours = np.cumsum(rng.gamma(4.0, 0.55, JOBS)) + rng.uniform(0, 2)
    day = hours / 24
    # Late summer cools down to winter; the hall follows the day, and each day has its weather.
    weather = np.cumsum(rng.normal(0, 0.35, int(day.max()) + 2))
    hall = 300.5 - 0.02 * day + 1.2 * np.sin((hours - 9) / 24 * 2 * np.pi) + _calm(weather)[day.astype(int)]
    grade = rng.choice(len(GRADES), JOBS, p=SHARES)
    # A motor of near constant power: who turns faster has less torque.
    power = rng.normal(5_900 + 60 * (machine % 4), 950, JOBS)
    speed = np.maximum(rng.gamma(9.0, 48.0, JOBS) + 1_120, 1_150)
    torque = np.clip(power / (speed * 2 * np.pi / 60) + rng.normal(0, 3.0, JOBS), 4, 85)
    heat = 9.9 + 0.0002 * (power - 5_900) - 0.0006 * (speed - 1_550) + rng.normal(0, 0.85, JOBS)
    return Jobs(
        hours=hours,
        machine=np.full(JOBS, machine),
        grade=grade,
        hall=hall + rng.normal(0, 0.15, JOBS),
        spindle=hall + heat,
        speed=speed,
        torque=torque,
        wear=_tool_wear(rng, grade),
    )


def _tool_wear(rng: np.random.Generator, grade: NDArray[np.int64]) -> Floats:
    """Minutes that the tool has cut before each job; it is changed somewhere between 170 and 240 minutes."""
    minutes = rng.uniform(1.5, 4.0, len(grade)) + grade
    wear, since, limit = np.zeros(len(grade)), float(rng.uniform(0, 200)), float(rng.uniform(170, 240))
    for job in range(len(grade)):
        if since > limit:
            since, limit = 0.0, float(rng.uniform(170, 240))
        wear[job] = since
        since += minutes[job]
    return wear


def _calm(walk: Floats) -> Floats:
    """A random walk without its trend, so that weather returns to what is usual."""
    return walk - np.linspace(walk[0], walk[-1], len(walk))


def _soft(over: Floats, width: float) -> Floats:
    """0 well below a border, 1 well above it."""
    return 1 / (1 + np.exp(-np.clip(over / width, -40, 40)))


def _holes(rng: np.random.Generator, values: Floats, share: Floats | float) -> Floats:
    return np.where(rng.random(len(values)) < share, np.nan, values)


def _decimals(values: Floats, digits: int) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.{digits}f}" for value in values]


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
