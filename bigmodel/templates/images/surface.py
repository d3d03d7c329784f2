"""Simulated pictures of metal surfaces: ``python -m bigmodel.templates.images.surface [FOLDER]`` writes the zip.

A camera looks down on brushed metal in changing light. Each picture shows one of five states of the surface, drawn by
``defects``: fine, scratch, dent, stain or crack. How clearly a defect shows varies from obvious to hardly visible, and
harmless things (dust, faint tool marks, gloss) stand on all of them. No real part was photographed.

Pictures are kept in 16 levels of grey and not compressed: what a compressor writes changes from version to version.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bigmodel.templates.images.defects import DEFECTS, Surface
from bigmodel.templates.images.png import png

NAME = "surface_defects.zip"
EACH = 200
SIDE = 96
SEED = 20260105
EPOCH = (2026, 1, 5, 0, 0, 0)
LEVELS = 16


def make(folder: Path) -> None:
    """Write ``surface_defects.zip`` into a folder: one folder per class, always the same bytes."""
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_STORED) as archive:
        for place, name in enumerate(DEFECTS):
            for number in range(EACH):
                entry = zipfile.ZipInfo(f"{name}/{name}_{number:03d}.png", EPOCH)
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                picture = draw(name, np.random.default_rng((SEED, place, number)))
                archive.writestr(entry, png(picture, bits=4))


def draw(name: str, random: np.random.Generator) -> NDArray[np.uint8]:
    """One picture of a surface in a state.

    Args:
        name: A key of ``DEFECTS``.
        random: Where light, texture, place and severity come from.

    Returns:
        Grey levels 0 to 15, uint8 (``SIDE``, ``SIDE``).
    """
    surface = Surface(SIDE, random)
    picture = metal(surface)
    picture += DEFECTS[name](surface)
    picture += harmless(surface)
    picture += random.normal(0, random.uniform(2, 5), picture.shape)  # the camera's noise
    return np.clip(np.rint(picture / 255 * (LEVELS - 1)), 0, LEVELS - 1).astype(np.uint8)


def metal(surface: Surface) -> NDArray[np.float64]:
    """Brushed metal in uneven light, grey values about 60 to 200."""
    random = surface.random
    streaks = surface.blurred(random.normal(size=surface.shape), 0.5, random.uniform(6, 16))
    grain = surface.blurred(random.normal(size=surface.shape), 0.7, 0.7)
    level = random.uniform(95, 165)
    slope = random.normal(0, 14, 2)
    light = level + slope[0] * surface.y / (SIDE / 2) + slope[1] * surface.x / (SIDE / 2)
    gloss = random.uniform(0, 30) * np.exp(-(((surface.y - random.uniform(-40, 40)) / random.uniform(12, 30)) ** 2))
    return np.asarray(light + gloss + random.uniform(3, 7) * streaks / streaks.std() + 4 * grain / grain.std())


def harmless(surface: Surface) -> NDArray[np.float64]:
    """Dust and tool marks that are no defect."""
    random = surface.random
    added = np.zeros(surface.shape)
    for _ in range(random.poisson(2)):
        y, x = random.uniform(-45, 45, 2)
        spot = np.hypot(surface.y - y, surface.x - x)
        added += random.uniform(-30, 30) * np.exp(-((spot / random.uniform(0.7, 1.6)) ** 2))
    if random.random() < 0.35:
        angle, pitch = random.uniform(-0.15, 0.15), random.uniform(7, 16)
        waves = np.sin(
            2 * np.pi * (surface.y * np.cos(angle) + surface.x * np.sin(angle)) / pitch + random.uniform(0, 6)
        )
        added += random.uniform(2, 6) * waves
    return added


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
