"""The simulated customers: what each takes up over the year, and what each buys for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bigmodel.templates.recommendation.shop import BRANDS, DAYS, PROJECTS, SEASONS, Floats, Items, Step

CUSTOMERS = 3_000
FAITHFUL = 0.8
"""Share of refills that are the same item as before."""
STAYS = 0.73
"""Chance that what is used up is bought once more."""
SKIPS = 0.15
"""Share of steps that are left out: bought elsewhere, or had already."""
IMPULSE = 0.12
"""Share of purchases that come of nothing before."""
BROWSING = 1.3
"""Purchases a season that have no project behind them, on average."""


@dataclass(frozen=True)
class Purchase:
    """One item bought: day since the start (with its fraction) and place in the assortment."""

    day: float
    item: int


def draw_purchases(rng: np.random.Generator, items: Items) -> list[list[Purchase]]:
    """The purchases of each customer in order of time."""
    found = []
    for _ in range(CUSTOMERS):
        interest = rng.dirichlet(np.full(len(PROJECTS), 0.35))
        brands = rng.dirichlet(np.full(len(BRANDS), 0.25)) + 0.01
        purchases: list[Purchase] = []
        for _ in range(1 + rng.poisson(1.15)):
            purchases += _project(rng, items, interest, brands)
        purchases += _impulses(rng, items, len(purchases))
        found.append(sorted((each for each in purchases if each.day < DAYS), key=lambda each: each.day))
    return found


def _project(rng: np.random.Generator, items: Items, interest: Floats, brands: Floats) -> list[Purchase]:
    """One project from its first step to the end of the year, with all its refills."""
    day = int(rng.integers(0, DAYS - 20))
    place = _pick(rng, np.cumsum(interest * SEASONS[day]))
    now, purchases = float(day), []
    for number, step in enumerate(PROJECTS[place].steps):
        now += rng.gamma(2.0, step.days / 2) if number else 0.0
        if rng.random() < SKIPS:
            continue
        moment = np.floor(now) + _hour(rng)
        choice = _choose(rng, items, place, number, brands)
        purchases.append(Purchase(moment, choice))
        if step.refill:
            purchases += _refills(rng, items, Purchase(moment, choice), step, brands)
    return purchases


def _refills(rng: np.random.Generator, items: Items, first: Purchase, step: Step, brands: Floats) -> list[Purchase]:
    """What is used up is bought again, mostly the same, until somebody loses interest."""
    found, now, item = [], first.day, first.item
    while rng.random() < STAYS:
        now = np.floor(now + step.refill * rng.gamma(9.0, 1 / 9.0)) + _hour(rng)
        if rng.random() > FAITHFUL:
            item = _choose(rng, items, int(items.project[item]), int(items.step[item]), brands)
        found.append(Purchase(now, item))
    return found


def _impulses(rng: np.random.Generator, items: Items, bought: int) -> list[Purchase]:
    """Purchases of anything, popular things rather, those in season rather."""
    found = []
    for _ in range(rng.poisson(BROWSING + IMPULSE * bought)):
        day = int(rng.integers(0, DAYS))
        found.append(Purchase(day + _hour(rng), _pick(rng, items.by_day[day])))
    return found


def _choose(rng: np.random.Generator, items: Items, project: int, step: int, brands: Floats) -> int:
    """An item of one step by its own pull and the customer's taste in brands."""
    shelf = items.shelves[project, step]
    return int(shelf[_pick(rng, np.cumsum(items.weight[shelf] * brands[items.brand[shelf]]))])


def _pick(rng: np.random.Generator, summed: Floats) -> int:
    """A place by weights that are summed up; much faster than the generator's own choice."""
    return int(np.searchsorted(summed, rng.random() * summed[-1], side="right"))


def _hour(rng: np.random.Generator) -> float:
    """A time of day between seven and eleven at night, to the minute."""
    minutes = int(np.clip(rng.normal(15.5 * 60, 3.3 * 60), 7 * 60, 23 * 60 - 1))
    return minutes / 1440
