"""How much packed bytes unpack to, counted without keeping them."""

from __future__ import annotations

import zlib
from pathlib import Path

from bigmodel.data.memory import most_bytes
from bigmodel.spec import Problem

DENSEST = 1032
"""Deflate packs at most so many bytes into one."""
STEP = 4 << 20


def unpacked(packed: bytes, most: int) -> int:
    """Bytes that a zlib stream unpacks to; counting ends soon after ``most``, or where the stream is damaged."""
    unpacker, count = zlib.decompressobj(), 0
    try:
        while packed and count <= most:
            count += len(unpacker.decompress(packed, STEP))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return count  # who reads it says so
    return count


def too_large(path: Path) -> Problem:
    """What to say of a file whose content does not fit into memory."""
    return Problem(
        f"The signals take more than {most_bytes() // 2 >> 20:,} MB once they are unpacked",
        where=path.name,
        remedy="Bring shorter or fewer recordings.",
    )
