"""What names tell: which column or array is the label, the speed or the rate, and what stands in a file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "label": (
        "label", "labels", "y", "target", "class", "classes", "fault", "faults", "fault type", "condition", "state",
        "fault class", "fault label", "diagnosis", "health", "status",
    ),
    "recording": ("recording", "recording id", "record", "file", "filename", "file name", "run", "experiment"),
    "machine": ("machine", "machine id", "rig", "unit", "device", "asset", "equipment", "bearing", "motor"),
    "load": ("load", "load hp", "load nm", "load kn", "load n", "load kw", "torque", "torque nm", "radial force"),
    "speed": ("rpm", "speed", "speed rpm", "shaft rpm", "rotational speed", "rotation speed", "shaft speed"),
    "turns": ("speed hz", "shaft hz", "shaft frequency", "rotation frequency"),
    "rate": (
        "rate", "fs", "sr", "sampling rate", "sample rate", "samplerate", "sampling frequency", "sampling rate hz",
        "rate hz", "fs hz", "sampling freq", "frequency hz",
    ),
    "start": ("start", "offset", "start sample"),
    "place": ("segment", "segment id", "window", "window id", "index"),
    "time": ("time", "timestamp", "datetime", "date", "t", "time s", "seconds"),
    "classes": ("class names", "classnames", "label names", "target names", "names"),
    "channels": ("channels", "channel names", "channel", "sensors"),
    "balls": ("balls", "number of balls", "rolling elements", "n balls"),
    "ball_diameter": ("ball diameter", "ball diameter mm", "ball diameter in"),
    "pitch_diameter": ("pitch diameter", "pitch diameter mm", "pitch diameter in"),
    "contact_angle": ("contact angle", "contact angle deg"),
}  # fmt: skip
"""Meaning to names in lower case, words parted by blanks. ``turns`` is the shaft's speed in Hz, ``place`` the number
of a window in its recording, ``classes`` the names behind numbered labels."""

_MEANING = {name: meaning for meaning, names in MEANINGS.items() for name in names}
_CHANNEL = re.compile(
    r"(de|fe|ba|x|y|z|h|v|[xyz] axis|(acc|accel|acceleration|vib|vibration|ch|channel|sensor)( ?\w+)*)"
)
_RPM = re.compile(r"(\d+(?:\.\d+)?) ?rpm")
_LOAD = re.compile(r"(\d+(?:\.\d+)?) ?(?:hp|nm|kn|kw)\b|\bload ?(\d+(?:\.\d+)?)")
_MACHINE = re.compile(r"\b(?:machine|rig|unit|motor) ?(\w+)")
_RATE = re.compile(r"\b(\d+(?:\.\d+)?) ?(k|khz|hz)\b")
_COUNTER = re.compile(r"([ ]+\d+)+$")


def words(name: str) -> str:
    """A name in lower case with one blank between its words: ``Load_HP`` is ``load hp``."""
    return re.sub(r"[\s_\-.()\[\]/]+", " ", name).strip().lower()


def meaning(name: str) -> str | None:
    """What a column or array of this name is, a key of ``MEANINGS``; None where the name tells nothing."""
    return _MEANING.get(words(name))


def is_channel(name: str) -> bool:
    """Whether a name sounds like a channel of a recording."""
    return _CHANNEL.fullmatch(words(name)) is not None


def file_facts(name: str) -> dict[str, Any]:
    """What a file's name tells: ``rate`` (Hz), ``speed`` (revolutions a minute), ``load`` and ``machine`` (text)."""
    text = words(PurePath(name).stem)
    found: dict[str, Any] = {}
    if match := _RPM.search(text):
        found["speed"] = float(match[1])
    if match := _LOAD.search(text):
        found["load"] = match[1] or match[2]
    if match := _MACHINE.search(text):
        found["machine"] = match[1]
    if match := _RATE.search(text):
        rate = float(match[1]) * (1 if match[2] == "hz" else 1000)
        found |= {"rate": rate} if rate >= 100 else {}
    return found


def file_labels(names: Sequence[str]) -> list[str | None]:
    """The label in each file's name, None where it is but a number.

    Speed, load, machine, rate and a number at the end are no part of it: ``outer_race_1.csv`` is ``outer_race``. Where
    all names would then differ, a number that is joined to the word is left out as well.
    """
    found = [_label(name) for name in names]
    if len(found) > 2 and len(set(found)) == len(found):
        shorter = [re.sub(r"\d+$", "", label) or None if label else None for label in found]
        found = shorter if 1 < len(set(shorter)) < len(found) else found
    return found


def _label(name: str) -> str | None:
    stem = PurePath(name).stem
    text = words(stem)
    for pattern in (_RPM, _LOAD, _MACHINE, _RATE):
        text = " ".join(pattern.sub(" ", text).split())
    text = _COUNTER.sub("", text)
    if not re.search(r"[^\W\d_]", text):
        return None
    # As it stands in the name, where it still does.
    match = re.search(r"[\W_]+".join(re.escape(word) for word in text.split()), stem, re.IGNORECASE)
    return match[0] if match else text
