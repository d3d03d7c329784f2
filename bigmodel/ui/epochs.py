"""The epochs of runs that are being watched, read once for all viewers."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Event

KEPT = 32
"""The most runs that are remembered."""

_guard = threading.Lock()
_known: OrderedDict[str, tuple[int, list[Event]]] = OrderedDict()
"""By the run's path: the byte offset up to which its events were read, and the epochs among them."""


def epochs_of(folder: RunFolder) -> list[Event]:
    """All epochs that a run has told, oldest first; only what was appended since the last call is read."""
    key = str(folder.path)
    with _guard:
        after, epochs = _known.pop(key, (0, []))
        if after > size_of(folder):  # another file than the one that was read
            after, epochs = 0, []
        fresh, offset = folder.events(after)
        epochs = [*epochs, *(event for event in fresh if event["kind"] == "epoch")]
        _known[key] = (offset, epochs)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return epochs


def size_of(folder: RunFolder) -> int:
    """Bytes of a run's events, 0 where it has told nothing."""
    try:
        return folder.events_path.stat().st_size
    except FileNotFoundError:
        return 0
