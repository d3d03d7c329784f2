"""What a frozen network gives for pictures, computed once before training. Only a trainer imports this."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.session import session_of
from bigmodel.spec import Emit, Problem, Stopped
from bigmodel.spec.numbers import count
from bigmodel.tasks.images.feature_cache import FeatureCache

BATCH, BATCHES = 8, 8
"""Pictures in a batch, few enough for the processor's cache, and batches between two questions whether to stop."""
THREADS = 2
EVERY = 0.4
"""Seconds between two remarks."""
LARGEST = 4 << 30
"""Bytes of what is held at most."""

Take = Callable[[NDArray[np.int64]], NDArray[np.uint8]]


@dataclass(frozen=True)
class Frozen:
    """A frozen network.

    Attributes:
        model: As ONNX: ``pictures`` uint8 (n, h, w, c) to one output float32 (n, ...).
        shape: Of the output for one picture.
        mirrored: Whether each picture's mirror image is a second copy.
    """

    model: bytes
    shape: tuple[int, ...]
    mirrored: bool

    @property
    def copies(self) -> int:
        """How many times each picture is looked at."""
        return 2 if self.mirrored else 1


def inner_of(
    frozen: Frozen, take: Take, rows: NDArray[np.int64], cache: FeatureCache, *, emit: Emit, stopped: Stopped
) -> NDArray[np.float32] | None:
    """Show pictures to a frozen network, but for those that it saw in an earlier training.

    Args:
        frozen: The network.
        take: Gives pictures by row number, uint8 (n, h, w, c).
        rows: Row numbers, each once, int64 (n,).
        cache: Where features are kept.
        emit: Told how far it is and how long it will take.
        stopped: Asked between batches.

    Returns:
        float32 (n, copies, ...); None where somebody wants the run to stop. What was seen until then is kept.

    Raises:
        Problem: The result would not fit into memory.
    """
    shape = (len(rows), frozen.copies, *frozen.shape)
    if 4 * np.prod(shape, dtype=np.float64) > LARGEST:
        raise Problem(
            f"{count(len(rows))} pictures are too many to train the last blocks on",
            remedy="Choose the preset balanced, or the small residual network.",
        )
    found = np.empty(shape, np.float32)
    missing = _fill_in(found, rows, cache, emit)
    if not len(missing):
        return found
    seen = _look(_seer(frozen, take, rows, found), missing, emit, stopped)
    fresh = missing[:seen]
    try:
        if not cache.keep(rows[fresh], found[fresh]):
            emit("log", message="What the pretrained network saw is too large to be kept for the next training.")
    except Problem as problem:  # the training itself can go on
        emit("log", message=f"The next training looks at the pictures again. {problem}")
    return found if seen == len(missing) else None


def _fill_in(found: NDArray[np.float32], rows: NDArray[np.int64], cache: FeatureCache, emit: Emit) -> NDArray[np.int64]:
    """Fill in what is kept; the positions that are not, int64."""
    try:
        known, values = cache.read()
    except Problem as problem:
        emit("log", message=str(problem))
        return np.arange(len(rows))
    if not len(known):
        return np.arange(len(rows))
    place = np.searchsorted(known, rows).clip(max=len(known) - 1)
    there = known[place] == rows
    found[there] = values[place[there]]
    if there.any():
        emit(
            "log", message=f"{count(there.sum())} of {count(len(rows))} pictures were looked at in an earlier training."
        )
    return np.flatnonzero(~there)


def _seer(
    frozen: Frozen, take: Take, rows: NDArray[np.int64], found: NDArray[np.float32]
) -> Callable[[NDArray[np.int64]], None]:
    """A function that looks at the pictures of some positions and fills in what the network gives."""
    session = session_of(frozen.model)
    (output,) = (put.name for put in session.get_outputs())

    def see(places: NDArray[np.int64]) -> None:
        pictures = take(rows[places])
        for copy in range(frozen.copies):
            shown = np.ascontiguousarray(pictures[:, :, ::-1]) if copy else pictures
            found[places, copy] = session.run([output], {"pictures": shown})[0]

    return see


def _look(see: Callable[[NDArray[np.int64]], None], missing: NDArray[np.int64], emit: Emit, stopped: Stopped) -> int:
    """Look at the missing pictures; how many were seen before somebody wanted to stop."""
    progress = _Progress(emit, len(missing))
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(missing), BATCH * BATCHES):
            if stopped():
                return start
            some = missing[start : start + BATCH * BATCHES]
            list(pool.map(see, (some[first : first + BATCH] for first in range(0, len(some), BATCH))))
            progress.tell(start + len(some))
    return len(missing)


class _Progress:
    """Tells how far the looking is, a few times a second."""

    def __init__(self, emit: Emit, pictures: int) -> None:
        self._emit, self._pictures = emit, pictures
        self._began = self._told = time.monotonic()

    def tell(self, done: int) -> None:
        """So many pictures were looked at."""
        now = time.monotonic()
        if now - self._told < EVERY and done < self._pictures:
            return
        self._told = now
        left = (now - self._began) / done * (self._pictures - done)
        self._emit("prepare", done=done, of=self._pictures, left=left)
