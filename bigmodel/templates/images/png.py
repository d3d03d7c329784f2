"""Grey pictures as PNG, uncompressed: what a compressor writes changes from version to version."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png(picture: NDArray[np.uint8], bits: int = 8) -> bytes:
    """A grey picture as PNG (ISO/IEC 15948).

    Args:
        picture: uint8 (height, width), 0 to 255, or 0 to 15 with an even width where ``bits`` is 4.
        bits: Bits of a pixel, 8 or 4.
    """
    height, width = picture.shape
    packed = (picture[:, ::2] << 4) | picture[:, 1::2] if bits == 4 else picture
    rows = b"".join(b"\x00" + row.tobytes() for row in packed)
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
