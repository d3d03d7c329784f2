"""Pictures that show the same: copies, and copies that were saved again, made smaller or brighter.

A picture is described by the lowest frequencies of its cosine transform, without the mean and brought to length one,
so that brightness and contrast do not count. Their signs are the perceptual hash (pHash: C. Zauner, *Implementation and
Benchmarking of Perceptual Image Hash Functions*, 2010). Pictures whose hashes are neighbours in sorted order are
compared by the angle between their descriptions (sorted neighbourhood: M. Hernandez and S. Stolfo, SIGMOD 1995), so
that 70,000 pictures take seconds. What was turned, mirrored or cropped is not found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COPIES = "duplicate group"
"""Name of the column that numbers groups of pictures that show the same; empty where a picture is alone."""
FREQUENCIES = 16
"""Frequencies along each side of a description."""
HASHED = 8
"""Frequencies along each side whose signs are the hash."""
ALIKE = 0.9985
"""Cosine between two descriptions from which two pictures show the same."""
DIFFERENT = 10
"""Bits of the hash in which two pictures that show the same may differ."""
NEIGHBOURS = 6
TURNS = 4
"""Sorted orders that are looked through: the hash turned by 0, 16, 32 and 48 bits."""
CHUNK = 8192


class Fingerprints:
    """Collects the descriptions of pictures as they are written.

    Args:
        shape: Height, width and channels of the pictures.
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self._down = _cosines(shape[0])
        self._across = _cosines(shape[1])
        self._found: list[NDArray[np.float16]] = []

    def add(self, pictures: NDArray[np.uint8]) -> None:
        """Describe some pictures, uint8 (n, height, width, channels)."""
        grey = pictures.astype(np.float32).mean(axis=3) if pictures.shape[3] == 3 else pictures[..., 0]
        waves = np.asarray(self._down @ grey.astype(np.float32) @ self._across.T).reshape(len(pictures), -1)
        waves[:, 0] = 0
        length = np.linalg.norm(waves, axis=1, keepdims=True)
        # A picture of one shade has no direction; all such pictures are one group.
        waves = np.where(length > 1, waves / np.maximum(length, 1), np.eye(1, waves.shape[1], dtype=np.float32))
        self._found.append(waves.astype(np.float16))

    def groups(self) -> NDArray[np.int64]:
        """The group of each picture, numbered from 0 in the order of appearance; -1 where it is alone. int64 (n,)."""
        if not self._found:
            return np.empty(0, np.int64)
        waves = np.concatenate(self._found)
        pairs = similar_pairs(waves, hashes(waves, len(self._down), len(self._across)))
        return group_numbers(pairs, len(waves))


def hashes(waves: NDArray[np.float16], down: int, across: int) -> NDArray[np.uint64]:
    """The signs of the lowest frequencies as 64 bits, (n,)."""
    low = waves.reshape(len(waves), down, across)[:, :HASHED, :HASHED].reshape(len(waves), -1)
    bits = np.packbits(low > 0, axis=1)
    whole = np.zeros((len(waves), 8), np.uint8)
    whole[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(whole).view(np.uint64)[:, 0]


def similar_pairs(waves: NDArray[np.float16], codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Pairs of pictures that show the same, int64 (m, 2)."""
    found = []
    for turn in range(TURNS):
        shift = np.uint64(16 * turn)
        turned = codes if not turn else (codes << shift) | (codes >> (np.uint64(64) - shift))
        # Copies of one picture stand side by side among those of one hash.
        order = np.lexsort((waves[:, 2], waves[:, 1], turned))
        for step in range(1, NEIGHBOURS + 1):
            for start in range(0, len(order) - step, CHUNK):
                left = order[start : start + CHUNK]
                right = order[start + step : start + step + CHUNK]
                left = left[: len(right)]
                close = np.bitwise_count(codes[left] ^ codes[right]) <= DIFFERENT
                left, right = left[close], right[close]
                near = np.einsum("ij,ij->i", waves[left], waves[right], dtype=np.float32) >= ALIKE
                found.append(np.stack([left[near], right[near]], axis=1))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def group_numbers(pairs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Connected pictures as groups, numbered from 0 in the order of appearance; -1 for a picture without a pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, part = connected_components(links, directed=False)
    several = np.bincount(part, minlength=1)[part] > 1
    numbers = np.full(count, -1, np.int64)
    _, first, place = np.unique(part[several], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbers[several] = rank[place]
    return numbers


def _cosines(side: int) -> NDArray[np.float32]:
    """The cosine transform (type II, orthonormal) along a side: float32 (frequencies, side)."""
    frequency = np.arange(min(FREQUENCIES, side))[:, None]
    place = np.arange(side)[None]
    waves = np.sqrt(2 / side) * np.cos(np.pi * frequency * (2 * place + 1) / (2 * side))
    waves[0] /= np.sqrt(2)
    return np.asarray(waves, np.float32)
