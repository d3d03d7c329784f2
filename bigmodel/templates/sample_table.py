"""Writes a sample that is a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_table(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    """Write columns of one length as CSV, the same bytes on every system; an empty text is a missing value."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    path.write_bytes(text.getvalue().encode())
