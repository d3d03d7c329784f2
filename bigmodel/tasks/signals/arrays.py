"""Named arrays (of an .npz or .mat file) as windows or recordings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem
from bigmodel.tasks.signals.names import file_labels, is_channel, meaning
from bigmodel.tasks.signals.pieces import GEOMETRY, Column, Found, Recording, Windows
from bigmodel.tasks.signals.sequences import recordings_of

_CWRU = re.compile(r"X?(\d+)_?(?:(DE|FE|BA)_time|(RPM))", re.IGNORECASE)
"""Names in the files of the Case Western Reserve University Bearing Data Center."""

SHORTEST = 64
"""Samples of a recording at least."""
MOST_CHANNELS = 32
SECONDS = 60.0


def from_arrays(arrays: Mapping[str, NDArray[Any]], source: str) -> Found:
    """Windows, one a row of the largest array, or recordings, one a long array.

    Args:
        arrays: Name to array.
        source: Name of the file.

    Raises:
        Problem: No array is a signal, or labels and windows differ in number.
    """
    numbers = {name: np.asarray(array) for name, array in arrays.items() if array.dtype.kind in "biuf"}
    facts = _facts(arrays)
    rate = next(iter(_scalars(facts.get("rate"))), None)
    geometry = _geometry(facts)
    main = _windows_in(numbers, facts)
    if main is not None:
        windows, used = _windows(main, numbers[main], facts, rate, source), {main}
        found = Found([windows], geometry)
    else:
        recordings, used = _recordings(numbers, facts, rate, source)
        found = Found(list(recordings), geometry)
    ignored = [
        name for name, array in numbers.items() if name not in used and array.size >= SHORTEST and not meaning(name)
    ]
    if ignored:
        shown = ", ".join(ignored[:5]) + (" …" if len(ignored) > 5 else "")
        found.notes.append(f"{source}: arrays that were not read: {shown}.")
    return found


def _facts(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Meaning to array, flat; the first of a meaning counts."""
    found: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        what = meaning(name)
        if what is not None and (array.ndim <= 1 or min(array.shape) <= 1):
            found.setdefault(what, array.reshape(-1))
    return found


def _windows_in(numbers: Mapping[str, NDArray[Any]], facts: Mapping[str, NDArray[Any]]) -> str | None:
    """The array whose rows are windows: one whose rows have labels, else one that is wide and long."""
    wide = {name: array for name, array in numbers.items() if array.ndim in (2, 3) and array.shape[1] >= 16}
    labels = len(facts["label"]) if "label" in facts else 0
    fitting = [name for name, array in wide.items() if len(array) == labels > 1]
    if not fitting:
        fitting = [name for name, array in wide.items() if array.ndim == 3 or min(array.shape) > MOST_CHANNELS]
        if fitting and labels > 1:
            raise Problem(
                f"{len(wide[fitting[0]]):,} windows but {labels:,} labels", remedy="Give one label for each window."
            )
    return max(fitting, key=lambda name: wide[name].size) if fitting else None


def _windows(
    name: str, array: NDArray[Any], facts: Mapping[str, NDArray[Any]], rate: float | None, source: str
) -> Windows:
    values = np.asarray(array, np.float32)
    if values.ndim == 3 and values.shape[1] <= MOST_CHANNELS < values.shape[2]:
        values = values.transpose(0, 2, 1)
    values = values if values.ndim == 3 else values[..., None]
    count, window, channels = values.shape
    known: dict[str, Column] = {}
    for what in ("label", "machine", "load", "recording"):
        if (given := _each(facts.get(what), count)) is not None:
            known[what] = _named(given, facts.get("classes")) if what == "label" else texts(given)
    for what, factor in (("turns", SECONDS), ("speed", 1.0)):
        if (given := _each(facts.get(what), count)) is not None and given.dtype.kind in "biuf":
            known["speed"] = (given * factor).astype(np.float64)
    for what in ("start", "place"):
        given = facts.get(what)
        if given is not None and len(given) == count and given.dtype.kind in "iu":
            known.setdefault("start", given.astype(np.int64) * (window if what == "place" else 1))
    given = facts.get("time")
    if given is not None and len(given) == count and given.dtype.kind == "M":
        known["time"] = given
    names = _channel_names(facts, channels, name)
    return Windows(values, names, rate, recordings_of(known, count, window, source))


def _recordings(
    numbers: Mapping[str, NDArray[Any]], facts: Mapping[str, NDArray[Any]], rate: float | None, source: str
) -> tuple[list[Recording], set[str]]:
    signals = {name: _upright(array) for name, array in numbers.items() if _long(name, array)}
    if not signals:
        raise Problem(
            "No array is a signal",
            where=source,
            remedy="Give windows as the rows of one array, or recordings as long arrays.",
        )
    known: dict[str, Any] = {what: texts(facts[what][:1])[0] for what in ("machine", "load") if what in facts}
    if "label" in facts and len(facts["label"]) == 1:
        known["label"] = _named(facts["label"], facts.get("classes"))[0]
    for what, factor in (("turns", SECONDS), ("speed", 1.0)):
        if given := _scalars(facts.get(what)):
            known["speed"] = given[0] * factor
    cwru = {name: match for name in numbers if (match := _CWRU.fullmatch(name))}
    if any(name in signals for name in cwru):
        one = Recording(source, np.empty((0, 0), np.float32), (), rate, known)
        return _western_reserve(signals, numbers, cwru, one)
    lengths = {len(values) for values in signals.values()}
    if len(signals) == 1 or (len(lengths) == 1 and all(map(is_channel, signals))):
        values = np.concatenate(list(signals.values()), axis=1)
        names = _channel_names(facts, values.shape[1], *signals)
        return [Recording(source, values, names, rate, known)], set(signals)
    labels = file_labels(list(signals))
    return [
        Recording(f"{source} {name}", values, _channel_names(facts, values.shape[1]), rate, {"label": label, **known})
        for label, (name, values) in zip(labels, signals.items(), strict=True)
    ], set(signals)


def _western_reserve(
    signals: Mapping[str, NDArray[np.float32]],
    numbers: Mapping[str, NDArray[Any]],
    matches: Mapping[str, re.Match[str]],
    one: Recording,
) -> tuple[list[Recording], set[str]]:
    """Recordings by their number, made after ``one``: a file sometimes holds two. Channels that one of them lacks are
    left out."""
    by_number: dict[str, dict[str, NDArray[np.float32]]] = {}
    speeds = {match[1]: float(numbers[name].flat[0]) for name, match in matches.items() if match[3]}
    for name, match in matches.items():
        if match[2] and name in signals:
            by_number.setdefault(match[1], {})[match[2].upper()] = signals[name][:, :1]
    shared = [name for name in ("DE", "FE", "BA") if all(name in each for each in by_number.values())]
    recordings = []
    for number, channels in by_number.items():
        names = shared or list(channels)
        length = min(len(channels[name]) for name in names)
        values = np.concatenate([channels[name][:length] for name in names], axis=1)
        speed = {"speed": speeds[number]} if number in speeds else {}
        title = one.name if len(by_number) == 1 else f"{one.name} {number}"
        recordings.append(replace(one, name=title, values=values, channels=tuple(names), known={**one.known, **speed}))
    return recordings, {name for name in matches if name in signals}


def _long(name: str, array: NDArray[Any]) -> bool:
    what = meaning(name)
    return (
        array.ndim in (1, 2)
        and array.size >= SHORTEST
        and (array.ndim == 1 or min(array.shape) <= MOST_CHANNELS)
        and (what is None or (what == "label" and array.dtype.kind == "f"))
    )


def _upright(array: NDArray[Any]) -> NDArray[np.float32]:
    """Samples down, channels across."""
    values = np.asarray(array, np.float32)
    if values.ndim == 1:
        return values[:, None]
    return values.T if values.shape[0] < values.shape[1] else values


def _each(given: NDArray[Any] | None, count: int) -> NDArray[Any] | None:
    """One value for each window: as given, or the one for all."""
    if given is None or len(given) not in (1, count):
        return None
    return given if len(given) == count else np.repeat(given, count)


def _named(labels: NDArray[Any], classes: NDArray[Any] | None) -> list[str | None]:
    if classes is None or labels.dtype.kind not in "iu" or not len(labels):
        return texts(labels)
    if labels.min() < 0 or labels.max() >= len(classes):
        return texts(labels)
    return texts(np.asarray(classes)[labels])


def texts(values: NDArray[Any]) -> list[str | None]:
    """Values as text: 3 and 3.0 are ``3``, NaN and empty text are None."""
    if values.dtype.kind == "f":
        return [None if not np.isfinite(value) else f"{value:g}" for value in values.tolist()]
    return [text.strip() or None for text in values.astype(str).tolist()]


def _scalars(given: NDArray[Any] | None) -> list[float]:
    if given is None or given.dtype.kind not in "iuf":
        return []
    return [float(value) for value in given[:1].tolist() if np.isfinite(value) and value > 0]


def _geometry(facts: Mapping[str, NDArray[Any]]) -> dict[str, float] | None:
    found = {name: values[0] for name in GEOMETRY if (values := _scalars(facts.get(name)))}
    found.setdefault("contact_angle", 0.0)
    return found if len(found) == len(GEOMETRY) else None


def _channel_names(facts: Mapping[str, NDArray[Any]], count: int, *names: str) -> tuple[str, ...]:
    given = facts.get("channels")
    if given is not None and len(given) == count and given.dtype.kind == "U":
        return tuple(str(name) for name in given.tolist())
    if len(names) == count:
        return tuple(names)
    return tuple(f"channel {place + 1}" for place in range(count))
