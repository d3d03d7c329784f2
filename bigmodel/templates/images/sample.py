"""Handwritten digits as pictures: ``python -m bigmodel.templates.images.sample [FOLDER]`` writes the zip.

Real scans, not simulated: the 1,797 test digits of "Optical Recognition of Handwritten Digits" (E. Alpaydin and
C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0), in the copy that
scikit-learn ships. Each was written by one of 13 people and reduced to 8 x 8 pixels of 17 grey levels, here spread over
0 to 255.
"""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

NAME = "handwritten_digits.zip"
LEVELS = 16
EPOCH = (1998, 7, 1, 0, 0, 0)


def make(folder: Path) -> None:
    """Write ``handwritten_digits.zip`` into a folder: one folder per class, always the same bytes.

    Nothing is compressed: what a compressor writes changes from version to version.
    """
    digits = load_digits()
    pictures = np.rint(digits.images * (255 / LEVELS)).astype(np.uint8)
    seen: Counter[int] = Counter()
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_STORED) as archive:
        for picture, label in zip(pictures, digits.target.tolist(), strict=True):
            entry = zipfile.ZipInfo(f"{label}/{label}_{seen[label]:03d}.png", EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, png(picture))
            seen[label] += 1


def png(picture: NDArray[np.uint8]) -> bytes:
    """An 8-bit grey picture of shape (height, width) as PNG, uncompressed (ISO/IEC 15948)."""
    height, width = picture.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in picture)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
