"""The simulated shop: what it sells, and which purchases lead to which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Step:
    """A kind of product within a project.

    Attributes:
        name: What the product is.
        price: Its usual price in euros.
        days: Days after the step before, on average.
        refill: Days after which it is bought again, on average; 0 for what lasts.
    """

    name: str
    price: float
    days: float = 6.0
    refill: float = 0.0


@dataclass(frozen=True)
class Project:
    """What somebody takes up: its products in the order in which they are bought, and the day of its season."""

    category: str
    peak: int
    swing: float
    steps: tuple[Step, ...]


PROJECTS = (
    Project(
        "Camping",
        165,
        0.9,
        (
            Step("tent", 189),
            Step("sleeping bag", 95),
            Step("sleeping mat", 49),
            Step("camping stove", 42),
            Step("gas canister", 7, 3, 24),
            Step("head torch", 29),
            Step("cook set", 35),
        ),
    ),
    Project(
        "Cycling",
        130,
        0.7,
        (
            Step("city bike", 640),
            Step("helmet", 59, 3),
            Step("bike lock", 45, 3),
            Step("bike lights", 39),
            Step("pannier", 55, 14),
            Step("chain oil", 9, 12, 45),
            Step("inner tube", 8, 20, 60),
        ),
    ),
    Project(
        "Garden",
        100,
        0.95,
        (
            Step("raised bed", 79),
            Step("potting soil", 12, 3, 30),
            Step("seed set", 9, 4),
            Step("watering can", 19, 6),
            Step("pruning shears", 24, 15),
            Step("plant food", 11, 18, 28),
        ),
    ),
    Project(
        "Coffee",
        340,
        0.3,
        (
            Step("espresso machine", 420),
            Step("coffee grinder", 149, 5),
            Step("coffee beans", 14, 2, 17),
            Step("milk jug", 18, 7),
            Step("cup set", 32, 9),
            Step("descaler", 8, 35, 60),
        ),
    ),
    Project(
        "Dog",
        200,
        0.1,
        (
            Step("dog bed", 65),
            Step("dog lead", 22, 2),
            Step("dog food", 38, 2, 20),
            Step("dog toy", 11, 9),
            Step("dog treats", 6, 8, 15),
            Step("dog brush", 14, 16),
        ),
    ),
    Project(
        "Running",
        95,
        0.6,
        (
            Step("running shoes", 119),
            Step("running socks", 15, 4),
            Step("running shorts", 35, 7),
            Step("sports watch", 199, 12),
            Step("energy gel", 4, 8, 14),
            Step("foam roller", 27, 16),
        ),
    ),
    Project(
        "Baking",
        335,
        0.7,
        (
            Step("stand mixer", 289),
            Step("baking tin", 17, 4),
            Step("bread flour", 5, 3, 16),
            Step("proofing basket", 21, 8),
            Step("kitchen scale", 25, 7),
            Step("dry yeast", 3, 9, 25),
        ),
    ),
    Project(
        "Painting",
        20,
        0.5,
        (
            Step("easel", 75),
            Step("brush set", 28, 3),
            Step("acrylic paints", 34, 3, 32),
            Step("canvas", 13, 4, 21),
            Step("varnish", 12, 20),
            Step("palette", 9, 6),
        ),
    ),
    Project(
        "Skiing",
        10,
        0.98,
        (
            Step("ski helmet", 99),
            Step("ski goggles", 79, 4),
            Step("base layer", 49, 5),
            Step("ski jacket", 219, 6),
            Step("ski gloves", 45, 6),
            Step("ski wax", 12, 10, 22),
        ),
    ),
    Project(
        "Desk",
        250,
        0.4,
        (
            Step("standing desk", 389),
            Step("office chair", 245, 8),
            Step("desk lamp", 49, 8),
            Step("monitor arm", 69, 10),
            Step("notebook", 8, 7, 35),
            Step("ink refill", 10, 12, 40),
        ),
    ),
    Project(
        "Aquarium",
        320,
        0.2,
        (
            Step("aquarium", 159),
            Step("water filter", 45, 3),
            Step("gravel", 14, 2),
            Step("fish food", 7, 9, 26),
            Step("water test", 16, 7, 50),
            Step("filter pads", 9, 24, 33),
        ),
    ),
    Project(
        "Baby",
        180,
        0.1,
        (
            Step("pram", 549),
            Step("car seat", 189, 8),
            Step("nappies", 22, 12, 13),
            Step("wet wipes", 5, 3, 15),
            Step("baby monitor", 79, 10),
            Step("high chair", 129, 60),
        ),
    ),
)
"""Days count from the first of January; the swing says how far the season moves the start of a project."""

DAYS = 365
SEASONS = np.array(
    [[1 + each.swing * np.cos(2 * np.pi * (day - each.peak) / DAYS) for each in PROJECTS] for day in range(DAYS)]
)
"""How readily each project is taken up on each day, (days, projects)."""

BRANDS = ("Arvo", "Belmond", "Cirrus", "Dunmore", "Estrel", "Fjora")
TIERS = np.array([0.6, 1.7, 1.0, 0.8, 1.3, 1.1])
"""Price of each brand against the usual price."""
LINES = ("", " Plus")
"""Every brand makes two sorts of some products."""


@dataclass(frozen=True)
class Items:
    """What is sold, arrays of shape (items,): project, step, brand, price and how readily it is taken; and titles."""

    project: Ints
    step: Ints
    brand: Ints
    price: Floats
    weight: Floats
    title: tuple[str, ...]

    @cached_property
    def shelves(self) -> dict[tuple[int, int], Ints]:
        """Project and step to the items that serve it."""
        pairs = sorted(set(zip(self.project.tolist(), self.step.tolist(), strict=True)))
        return {pair: np.flatnonzero((self.project == pair[0]) & (self.step == pair[1])) for pair in pairs}

    @cached_property
    def by_day(self) -> Floats:
        """How readily each item is taken on a whim on each day of the year, summed up to 1: (days, items)."""
        pull = self.weight**2 * SEASONS[:, self.project]
        return np.asarray(np.cumsum(pull, axis=1) / pull.sum(axis=1, keepdims=True), np.float64)


def draw_items(rng: np.random.Generator) -> Items:
    """Draw the assortment."""
    rows: list[tuple[int, int, int, float, float, str]] = []
    for place, project in enumerate(PROJECTS):
        for number, step in enumerate(project.steps):
            for brand, name in enumerate(BRANDS):
                for line in LINES[: 1 + int(rng.random() < 0.15)]:
                    price = step.price * TIERS[brand] * (1.25 if line else 1.0) * np.exp(rng.normal(0, 0.06))
                    weight = float(rng.gamma(1.2, 1.0) + 0.1)
                    rows.append((place, number, brand, round(price, 2), weight, f"{name} {step.name}{line}"))
    kinds, steps, brands = (np.array([row[place] for row in rows]) for place in range(3))
    prices, weights = (np.array([row[place] for row in rows]) for place in (3, 4))
    return Items(kinds, steps, brands, prices, weights, tuple(row[5] for row in rows))
