"""Handwritten digits as pictures: ``python -m bigmodel.templates.images.sample [FOLDER]`` writes the zip.

Real scans, not simulated: the 1,797 test digits of "Optical Recognition of Handwritten Digits" (E. Alpaydin and
C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0), in the copy that
scikit-learn ships. Each was written by one of 13 people and reduced to 8 x 8 pixels of 17 grey levels, here spread over
0 to 255.
"""

from __future__ import annotations

import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from bigmodel.templates.images.png import png

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


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
