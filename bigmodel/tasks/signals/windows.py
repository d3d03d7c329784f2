"""Recordings and windows of all files as windows of one length at one sampling rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.memory import most_bytes
from bigmodel.inference.signals import same_rate
from bigmodel.spec import Problem
from bigmodel.spec.numbers import count, number
from bigmodel.tasks.signals.gaps import fill_gaps, fill_windows
from bigmodel.tasks.signals.pieces import Column, Piece, Recording, Windows

_TYPES = {
    "label": pa.string(), "recording": pa.string(), "start": pa.int64(), "machine": pa.string(), "load": pa.string(),
    "speed": pa.float64(), "time": pa.timestamp("us"),
}  # fmt: skip


@dataclass
class Counted:
    """What was changed or left out, for the remarks."""

    bridged: int = 0
    gaps: int = 0
    lengths: int = 0
    short: int = 0
    resampled: dict[float, int] = field(default_factory=dict)

    def notes(self, rate: float, window: int) -> list[str]:
        """Sentences about what was not zero."""
        found = [
            f"{_many(times, 'recording was', 'recordings were')} resampled from {number(old)} Hz to {number(rate)} Hz."
            for old, times in self.resampled.items()
        ]
        if self.bridged:
            found.append(f"{_many(self.bridged, 'short gap was', 'short gaps were')} filled with a straight line.")
        if self.gaps:
            found.append(f"{_many(self.gaps, 'window was', 'windows were')} left out because of long gaps.")
        if self.lengths:
            said = _many(self.lengths, "window was", "windows were")
            found.append(f"{said} left out for having fewer than {count(window)} samples.")
        if self.short:
            said = _many(self.short, "recording was", "recordings were")
            found.append(f"{said} left out for being shorter than a window of {count(window)} samples.")
        return found


def assemble(
    pieces: Sequence[Piece], window: int, overlap: float, rate: float
) -> tuple[NDArray[np.float32], pa.Table, list[str], list[str]]:
    """Cut, mend and put together.

    Args:
        pieces: What the files hold; a piece without a rate is taken to be of ``rate``.
        window: Samples in a window.
        overlap: Share of a window that the next one repeats, for recordings.
        rate: Samples a second of the result.

    Returns:
        float32 (n, window, channels), the cases with the columns of ``SignalDataset``, names of the channels, remarks.

    Raises:
        Problem: The channels differ, windows are of another sampling rate, nothing is left, or it is too large.
    """
    _check_channels(pieces)
    counted = Counted()
    step = max(1, round(window * (1 - overlap)))
    _check_size(pieces, window, step)
    cut = []
    for piece in pieces:
        found = cut_recording(piece, window, step, rate, counted) if isinstance(piece, Recording) else piece
        if isinstance(piece, Windows):
            found = _fitted(piece, window, rate, counted)
        if len(found):
            cut.append(_whole(found, counted))
    cut = [each for each in cut if len(each)]
    notes = counted.notes(rate, window)
    if not cut:
        raise Problem(
            f"No window of {count(window)} samples is left",
            remedy=" ".join([*notes, "Bring longer recordings, or train on shorter windows."]),
        )
    values = np.concatenate([each.values for each in cut]) if len(cut) > 1 else cut[0].values
    return values, _cases(cut), list(cut[0].channels), notes


def cut_recording(piece: Recording, window: int, step: int, rate: float, counted: Counted) -> Windows:
    """The windows of a recording, resampled where its rate is another; short gaps are filled."""
    values, bridged = fill_gaps(piece.values)
    counted.bridged += bridged
    speed = piece.speed
    if piece.rate is not None and not same_rate(piece.rate, rate):
        values = resample(values, piece.rate, rate)
        if speed is not None:
            speed = np.interp(np.linspace(0, 1, len(values)), np.linspace(0, 1, len(speed)), speed)
        counted.resampled[piece.rate] = counted.resampled.get(piece.rate, 0) + 1
    if len(values) < window:
        counted.short += 1
        return Windows(np.empty((0, window, values.shape[1]), np.float32), piece.channels, rate)
    view = np.lib.stride_tricks.sliding_window_view(values, window, axis=0)[::step]
    starts = np.arange(len(view), dtype=np.int64) * step
    known: dict[str, Column] = {name: [value] * len(view) for name, value in piece.known.items()}
    known |= {"recording": [piece.name] * len(view), "start": starts}
    if piece.known.get("time") is not None:
        known["time"] = np.datetime64(piece.known["time"], "us") + (starts * (1e6 / rate)).astype("timedelta64[us]")
    if speed is not None:
        known["speed"] = np.array([_mean(speed[start : start + window]) for start in starts.tolist()])
    return Windows(np.ascontiguousarray(view.transpose(0, 2, 1)), piece.channels, rate, known)


def resample(values: NDArray[np.float32], old: float, new: float) -> NDArray[np.float32]:
    """Values (samples, channels) at another sampling rate, low-pass filtered first (polyphase, zero phase).

    What is missing stays missing, and so do the samples that the filter reaches from there.
    """
    from scipy.signal import resample_poly

    ratio = Fraction(new / old).limit_denominator(1000)
    return np.asarray(resample_poly(values, ratio.numerator, ratio.denominator, axis=0), np.float32)


def _fitted(piece: Windows, window: int, rate: float, counted: Counted) -> Windows:
    """Ready windows cut to the length; those that are shorter (their ends are missing) are left out."""
    if piece.rate is not None and not same_rate(piece.rate, rate):
        raise Problem(
            f"Windows of {number(piece.rate)} Hz can't stand beside windows of {number(rate)} Hz",
            remedy="Give whole recordings, which can be resampled before they are cut.",
        )
    length = piece.values.shape[1]
    if length < window:
        counted.lengths += len(piece)
        return Windows(piece.values[:0], piece.channels, rate)
    # A row whose last samples are missing is shorter than the others, not broken.
    values = piece.values[:, :window]
    shorter = np.asarray(np.isnan(values[:, -1]).all(axis=1) & ~np.isnan(values[:, 0]).all(axis=1))
    counted.lengths += int(shorter.sum())
    chosen = _chosen(replace(piece, values=values), ~shorter)
    mended, bridged = fill_windows(chosen.values)
    counted.bridged += bridged
    return replace(chosen, values=mended)


def _mean(track: NDArray[np.float64]) -> float:
    known = track[np.isfinite(track)]
    return float(known.mean()) if len(known) else float("nan")


def _whole(piece: Windows, counted: Counted) -> Windows:
    keep = np.asarray(np.isfinite(piece.values).all(axis=(1, 2)))
    counted.gaps += int((~keep).sum())
    return _chosen(piece, keep)


def _chosen(piece: Windows, keep: NDArray[np.bool_]) -> Windows:
    if keep.all():
        return piece
    rows = np.flatnonzero(keep).tolist()
    known = {name: [column[row] for row in rows] for name, column in piece.known.items()}
    return Windows(piece.values[keep], piece.channels, piece.rate, known)


def _cases(cut: Sequence[Windows]) -> pa.Table:
    """One row a window; a column that no piece knows is absent, but label, recording and start."""
    columns = {}
    for name, kind in _TYPES.items():
        if name in ("label", "recording", "start") or any(name in each.known for each in cut):
            parts = [pa.array(each.known.get(name, [None] * len(each)), kind, from_pandas=True) for each in cut]
            columns[name] = pa.chunked_array(parts)
    table = pa.table(columns)
    empty = [name for name in table.column_names if name not in ("label", "recording", "start")]
    return table.drop_columns([name for name in empty if table[name].null_count == len(table)]).combine_chunks()


def _check_channels(pieces: Sequence[Piece]) -> None:
    counts = [piece.values.shape[-1] for piece in pieces]
    few, many = min(counts), max(counts)
    if few < many:
        raise Problem(
            f"Some recordings have {few} {'channel' if few == 1 else 'channels'} and some {many}",
            where=_name(pieces[counts.index(few)]),
            remedy="Give files with the same channels, each as long as the others of its recording.",
        )


def _name(piece: Piece) -> str:
    """What tells a piece from the others, empty where nothing does."""
    if isinstance(piece, Recording):
        return piece.name
    return str(next(iter(piece.known.get("recording", ())), ""))


def _check_size(pieces: Sequence[Piece], window: int, step: int) -> None:
    total = sum(piece.values.nbytes * (window / step if isinstance(piece, Recording) else 1) for piece in pieces)
    if total > most_bytes() // 2:
        raise Problem(
            f"The windows would take more than {most_bytes() // 2 >> 20:,} MB",
            remedy="Choose less overlap, or bring fewer recordings.",
        )


def _many(times: int, one: str, more: str) -> str:
    return f"{count(times)} {one if times == 1 else more}"
