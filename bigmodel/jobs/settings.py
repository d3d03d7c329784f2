"""What the environment can change about the supervisor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Self

import psutil

from bigmodel.spec import Problem

PRELOAD = "keras,tensorflow,bigmodel.tasks.preload"


@dataclass(frozen=True)
class Settings:
    """How the supervisor works.

    Attributes:
        idle_seconds: Time without work after which it ends (``BIGMODEL_IDLE_SECONDS``).
        parallel: Runs at a time (``BIGMODEL_PARALLEL``; one per two cores).
        threads: Threads that one run may keep busy.
        preload: Modules that are imported before any run asks for them (``BIGMODEL_PRELOAD``, names with commas).
    """

    idle_seconds: float
    parallel: int
    threads: int
    preload: tuple[str, ...]

    @classmethod
    def from_environment(cls) -> Self:
        """Read them.

        Raises:
            Problem: A variable holds no number.
        """
        cores = _cores()
        parallel = max(1, int(_number("BIGMODEL_PARALLEL", max(1, cores // 2))))
        return cls(
            idle_seconds=_number("BIGMODEL_IDLE_SECONDS", 1800.0),
            parallel=parallel,
            threads=max(1, cores // parallel),
            preload=tuple(
                name.strip() for name in os.environ.get("BIGMODEL_PRELOAD", PRELOAD).split(",") if name.strip()
            ),
        )


def stop_patience() -> float:
    """Seconds a run has to stop before a second stop kills it (``BIGMODEL_STOP_SECONDS``)."""
    return _number("BIGMODEL_STOP_SECONDS", 60.0)


def _cores() -> int:
    """Cores that this process may use, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return int(psutil.cpu_count() or 1)


def _number(name: str, default: float) -> float:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return float(text)
    except ValueError:
        raise Problem(f"The environment variable {name} should be a number, got {text!r}") from None
