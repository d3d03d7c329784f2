"""What the live curves mean, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["waiting", "learning", "memorising", "stuck", "diverging", "levelled"]

BARELY = 0.01
"""A loss that moves by less than this share does not move."""
CLEARLY = 0.05
"""A loss that moves by more than this share does."""
RECENT = 3
"""Epochs without improvement after which a curve counts as level."""


@dataclass(frozen=True)
class Reading:
    """What curves mean: ``state`` for code, ``text`` for people."""

    state: State
    text: str


def describe(events: Sequence[Mapping[str, Any]], *, over: bool = False) -> str:
    """What the curves of a run mean, in one or two sentences; other events than epochs are skipped.

    Args:
        events: The events of a run, oldest first.
        over: Whether its training has ended.
    """
    return read_curves(events, over=over).text


def read_curves(events: Sequence[Mapping[str, Any]], *, over: bool = False) -> Reading:
    """Judge the epochs so far by training and validation loss.

    Args:
        events: The events of a run, oldest first; ``loss``, ``val_loss`` and ``best`` of ``epoch`` events are read.
        over: Whether its training has ended.
    """
    epochs = [event for event in events if event.get("kind", "epoch") == "epoch"]
    if not epochs:
        return Reading("waiting", "No epoch is finished yet.")
    loss = [_number(event.get("loss")) for event in epochs]
    held = [_number(event.get("val_loss")) for event in epochs]
    best = _best(epochs[-1].get("best"), over=over)
    if not math.isfinite(loss[-1]) or not math.isfinite(held[-1]):
        return Reading("diverging", f"The loss is no longer a number: the learning rate is too large.{best}")
    if len(epochs) == 1:
        return Reading("learning", f"One epoch is finished: too early to tell.{best}")
    if _diverges(loss, held):
        return Reading(
            "diverging", f"The losses rise instead of falling: the learning rate is probably too large.{best}"
        )
    if _memorises(loss, held):
        return Reading(
            "memorising",
            "Training loss still falls while validation loss rises: the network has begun to memorise its training "
            f"data.{best}",
        )
    if _stuck(loss, held):
        return Reading(
            "stuck",
            "The losses hardly move: the network is stuck. Try a larger learning rate, or look at whether the columns "
            f"can answer the question.{best}",
        )
    if _level(held):
        return Reading("levelled", f"Validation loss has levelled off: more epochs would change little.{best}")
    if loss[-1] < loss[-2] and held[-1] < held[-2]:
        falls = "Both losses still fell together when training ended" if over else "Both losses still fall together"
        return Reading("learning", f"{falls}, so the network is not memorising yet.{best}")
    learns = "was still learning when training ended" if over else "is still learning"
    return Reading("learning", f"The network {learns}; the losses waver from epoch to epoch.{best}")


def _best(epoch: Any, *, over: bool) -> str:
    if not epoch:
        return ""
    return f" Epoch {int(epoch)} was best." if over else f" Best epoch so far: {int(epoch)}."


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _diverges(loss: Sequence[float], held: Sequence[float]) -> bool:
    """Training itself goes wrong: its loss stands clearly above where it started or twice above its best."""
    return loss[-1] > loss[0] * (1 + CLEARLY) or (loss[-1] > 2 * min(loss) and held[-1] > 2 * min(held))


def _memorises(loss: Sequence[float], held: Sequence[float]) -> bool:
    """Since validation was best, it has clearly risen while training has fallen."""
    lowest = min(range(len(held)), key=held.__getitem__)
    since = len(held) - 1 - lowest
    return since >= 2 and held[-1] > held[lowest] * (1 + 2 * BARELY) and loss[-1] < loss[lowest]


def _stuck(loss: Sequence[float], held: Sequence[float]) -> bool:
    """From the first epoch on neither loss has fallen by more than a hundredth."""
    if len(loss) <= RECENT:
        return False
    return min(loss) > loss[0] * (1 - BARELY) and min(held) > held[0] * (1 - BARELY)


def _level(held: Sequence[float]) -> bool:
    """The last epochs are barely better than the best before them."""
    if len(held) <= RECENT:
        return False
    return min(held[-RECENT:]) > min(held[:-RECENT]) * (1 - BARELY)
