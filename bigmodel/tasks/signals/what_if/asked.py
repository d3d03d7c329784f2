"""Asking the model that ships about windows, and the inputs with which windows are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.bundle import SCHEMA, Bundle
from bigmodel.inference.signals import Signals, encode_signals
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Control, Problem, Schema
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.signals.what_if.altered import Altered

BATCH = 256
EVERY = "All work"
LONGEST = 24


def ask(bundle: Bundle, signals: Signals) -> NDArray[np.float32]:
    """Scores of windows by the model that ships, (n,) or (n, k)."""
    return bundle.score(encode_signals(signals, bundle.schema.encoder))


def ask_changed(
    bundle: Bundle, signals: Signals, rows: NDArray[np.int64], altered: Altered, draw: int = 0
) -> NDArray[np.float32]:
    """Scores of changed windows, a batch at a time, for the copies of many windows are large."""
    found = []
    for start in range(0, len(signals), BATCH):
        part = slice(start, start + BATCH)
        batch = Signals(signals.values[part], signals.speed[part], signals.rate)
        found.append(ask(bundle, altered.of(batch, rows[part], draw)))
    return np.concatenate(found)


def probabilities(score: NDArray[np.float32]) -> NDArray[np.float64]:
    """Probability of each class, float64 (n, k), of scores (n,) or (n, k)."""
    each = np.stack([1 - score, score], axis=1) if score.ndim == 1 else score
    return each.astype(np.float64)


def change_controls(run: RunFolder) -> tuple[Control, ...]:
    """The inputs with which windows are changed; what the model does not take is not asked.

    Raises:
        Problem: The bundle is gone or damaged.
    """
    schema = Schema.load(run.bundle / SCHEMA)
    controls = [
        Control(
            name="noise",
            title="Noise",
            kind="slider",
            default=0.0,
            low=0.0,
            high=2.0,
            step=0.05,
            help="Random noise is added: 0.5 is noise half as strong as the window itself.",
        ),
        Control(
            name="strength",
            title="Strength",
            kind="slider",
            default=1.0,
            low=0.1,
            high=3.0,
            step=0.1,
            help="The machine vibrates so many times as strongly, as under another load; the noise stays as it is.",
        ),
        Control(
            name="speed",
            title="Shaft faster by (%)",
            kind="slider",
            default=0.0,
            low=-20.0,
            high=20.0,
            step=1.0,
            help="The window is played faster. Its resonances move too, which on a real machine would stay.",
        ),
        _failing(schema),
    ]
    if any(field.role == "speed" for field in schema.fields):
        told = "Off: the speed that the model is given is that of before, as with a wrong tachometer."
        title = "The model is told the speed"
        controls.append(Control(name="told", title=title, kind="switch", default=True, help=told))
    return tuple(controls)


def _failing(schema: Schema) -> Control:
    """A channel that fails, or a stretch where there is but one."""
    names = channel_names(schema)
    if len(names) > 1:
        title = "Dead channel"
        return Control(name="dead", title=title, kind="choice", default=EVERY, options=(EVERY, *names))
    return Control(
        name="silent",
        title="Silent for (%)",
        kind="slider",
        default=0.0,
        low=0.0,
        high=90.0,
        step=5.0,
        help="The sensor gives nothing in so much of the window, in its middle.",
    )


def channel_names(schema: Schema) -> list[str]:
    """The channels by number and, where the bundle tells it, name."""
    count = int(schema.encoder["channels"])
    told: Sequence[Any] = schema.encoder.get("channel_names") or [f"channel {place + 1}" for place in range(count)]
    if len(told) != count:
        raise Problem("The channels of this bundle have other names than they are many", where=SCHEMA)
    return [f"{place}. {shorten(str(name), LONGEST)}" for place, name in enumerate(told, start=1)]


def altered_by(values: Mapping[str, Any], schema: Schema) -> Altered:
    """What the inputs say; those that are absent change nothing."""
    names = channel_names(schema)
    dead = values.get("dead")
    return Altered(
        noise=float(values.get("noise") or 0.0),
        strength=float(values.get("strength", 1.0)),
        speed=float(values.get("speed") or 0.0) / 100,
        told=bool(values.get("told", True)),
        dead=names.index(dead) if len(names) > 1 and dead in names else None,
        silent=float(values.get("silent") or 0.0) / 100,
    )
