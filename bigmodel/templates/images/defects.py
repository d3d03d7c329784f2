"""Defects of a metal surface, each as grey values that are added to the picture of a fine one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FAINTEST = 0.28
"""How clearly the faintest defect shows, against 1 for the clearest."""


class Surface:
    """A square piece of surface with its coordinates, 0 in the middle.

    Args:
        side: Pixels of a side.
        random: Where everything that varies comes from.
    """

    def __init__(self, side: int, random: np.random.Generator) -> None:
        self.random = random
        self.shape = (side, side)
        self.y, self.x = np.mgrid[:side, :side] - (side - 1) / 2.0
        self.half = side / 2

    def severity(self) -> float:
        """How clearly a defect shows."""
        return float(self.random.uniform(FAINTEST, 1))

    def place(self, margin: float = 16) -> Values:
        """A place (y, x) that lies ``margin`` pixels within the picture."""
        return self.random.uniform(margin - self.half, self.half - margin, 2)

    def blurred(self, values: Values, down: float, across: float) -> Values:
        """Values blurred by a Gaussian of so many pixels, mirrored at the edges."""
        return np.asarray(_blur(self.shape[0], down) @ values @ _blur(self.shape[1], across).T)

    def distance(self, points: Values) -> Values:
        """Distance in pixels of each pixel from a line through points (y, x)."""
        found = np.full(self.shape, np.inf)
        for (y, x), (dy, dx) in zip(points[:-1], np.diff(points, axis=0), strict=True):
            along = ((self.y - y) * dy + (self.x - x) * dx) / max(dy * dy + dx * dx, 1e-9)
            along = np.clip(along, 0, 1)
            found = np.minimum(found, np.hypot(self.y - y - along * dy, self.x - x - along * dx))
        return found


def fine(surface: Surface) -> Values:
    """Nothing."""
    return np.zeros(surface.shape)


def scratch(surface: Surface) -> Values:
    """A thin, long, nearly straight line with a bright and a dark side."""
    random = surface.random
    angle, length = random.uniform(0, np.pi), random.uniform(26, 80)
    along = np.linspace(-0.5, 0.5, 9)[:, None] * length
    bend = random.normal(0, 0.05) * along**2 / length
    heading = np.array([np.sin(angle), np.cos(angle)])
    across = np.array([np.cos(angle), -np.sin(angle)])
    points = surface.place() + along * heading + bend * across
    width = random.uniform(0.6, 1.1)
    sign = random.choice([-1.0, 1.0])
    bright = np.exp(-((surface.distance(points) / width) ** 2))
    shadow = np.exp(-((surface.distance(points + 1.3 * across) / width) ** 2))
    return np.asarray(surface.severity() * 90 * sign * (bright - 0.6 * shadow))


def dent(surface: Surface) -> Values:
    """A round hollow: bright where it faces the light, dark on the other side."""
    random = surface.random
    y, x = surface.place(20)
    radius, stretch = random.uniform(6, 15), random.uniform(0.75, 1.3)
    light = random.uniform(0, 2 * np.pi)
    down, across = (surface.y - y) / radius, (surface.x - x) / (radius * stretch)
    hollow = np.exp(-(down**2 + across**2))
    return np.asarray(surface.severity() * 110 * hollow * (down * np.sin(light) + across * np.cos(light)))


def stain(surface: Surface) -> Values:
    """A blotch with an uneven edge, darker or a little lighter than the metal."""
    random = surface.random
    y, x = surface.place(20)
    radius = random.uniform(9, 22)
    ragged = surface.blurred(random.normal(size=surface.shape), 5, 5)
    reach = np.hypot(surface.y - y, (surface.x - x) * random.uniform(0.7, 1.4)) / radius + 0.35 * ragged / ragged.std()
    inside = 1 / (1 + np.exp((reach - 1) / random.uniform(0.08, 0.2)))
    return np.asarray(surface.severity() * 60 * random.choice([-1.0, -1.0, 0.7]) * inside)


def crack(surface: Surface) -> Values:
    """A dark, jagged line that changes its width and may branch."""
    random = surface.random
    heading = random.uniform(0, 2 * np.pi)
    main = _walk(surface, surface.place(24), heading, int(random.integers(8, 16)))
    dark = _jagged(surface, main)
    if random.random() < 0.6:
        start = int(random.integers(2, len(main) - 3))
        turn = random.choice([-1, 1]) * random.uniform(0.6, 1.1)
        dark = np.maximum(
            dark, _jagged(surface, _walk(surface, main[start], heading + turn, int(random.integers(3, 7))))
        )
    return -surface.severity() * 95 * dark


DEFECTS: dict[str, Callable[[Surface], Values]] = {
    "fine": fine,
    "scratch": scratch,
    "dent": dent,
    "stain": stain,
    "crack": crack,
}
"""What a surface can show, by the name of its class."""


def _walk(surface: Surface, start: Values, heading: float, steps: int) -> Values:
    """Points of a jagged way: each step turns by chance and keeps its general heading."""
    turns = heading + surface.random.normal(0, 0.55, steps)
    sizes = surface.random.uniform(2.5, 6, steps)
    moves = np.stack([np.sin(turns), np.cos(turns)], axis=1) * sizes[:, None]
    return np.concatenate([start[None], start + np.cumsum(moves, axis=0)])


def _jagged(surface: Surface, points: Values) -> Values:
    """A line that is dark where it is wide and thins out here and there."""
    width = surface.random.uniform(0.6, 1.0) + 0.3 * surface.blurred(surface.random.normal(size=surface.shape), 2, 2)
    return np.asarray(np.exp(-((surface.distance(points) / np.maximum(width, 0.35)) ** 2)))


def _blur(side: int, sigma: float) -> Values:
    """A Gaussian blur along a side as a matrix (side, side) whose rows sum to one."""
    places = np.arange(side, dtype=np.float64)
    here, there = places[:, None], places[None]
    # The picture itself, and its mirror images above and below.
    steps = (here - there, here + there, here + there - 2 * (side - 1))
    weights = np.sum([np.exp(-0.5 * (step / sigma) ** 2) for step in steps], axis=0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
