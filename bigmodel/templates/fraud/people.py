"""The simulated town: card holders with their habits, and terminals where they pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CUSTOMERS = 1_200
TERMINALS = 420
ONLINE_TERMINALS = 90
SIDE_KM = 120.0
CATEGORIES = ("groceries", "restaurant", "fuel", "clothing", "pharmacy", "electronics", "travel")
CATEGORY_SHARES = (0.32, 0.22, 0.14, 0.12, 0.09, 0.07, 0.04)
CATEGORY_AMOUNT = np.array([1.0, 0.9, 1.4, 1.6, 0.6, 4.0, 6.0])
ABROAD = ("FR", "NL", "PL", "IT", "US", "CN")
HOME = "DE"


@dataclass(frozen=True)
class Customers:
    """Card holders, arrays of shape (customers,).

    Attributes:
        x: East of the town's corner, in km.
        y: North of it, in km.
        usual: Median of what they pay, in euros.
        daily: Payments a day.
        hour: The hour around which they pay.
        spread: Its standard deviation in hours; large for shift workers and the sleepless.
        online: Share of payments on the internet.
    """

    x: Floats
    y: Floats
    usual: Floats
    daily: Floats
    hour: Floats
    spread: Floats
    online: Floats


@dataclass(frozen=True)
class Terminals:
    """Terminals, arrays of shape (terminals,): place in km, index into ``CATEGORIES``, country, popularity, online."""

    x: Floats
    y: Floats
    category: Ints
    country: NDArray[np.str_]
    weight: Floats
    online: NDArray[np.bool_]


def draw_customers(rng: np.random.Generator) -> Customers:
    """Draw the card holders."""
    n = CUSTOMERS
    return Customers(
        x=rng.uniform(0, SIDE_KM, n),
        y=rng.uniform(0, SIDE_KM, n),
        usual=np.exp(rng.normal(np.log(32), 0.55, n)),
        daily=rng.gamma(2.2, 0.17, n) + 0.02,
        hour=rng.normal(14.5, 2.5, n),
        spread=np.where(rng.random(n) < 0.08, 6.0, rng.uniform(2.0, 3.6, n)),
        online=rng.beta(1.6, 5.0, n),
    )


def draw_terminals(rng: np.random.Generator) -> Terminals:
    """Draw the terminals; the last ``ONLINE_TERMINALS`` are shops on the internet, some of them abroad."""
    n = TERMINALS
    online = np.arange(n) >= n - ONLINE_TERMINALS
    abroad = rng.random(n) < np.where(online, 0.3, 0.08)
    return Terminals(
        x=rng.uniform(0, SIDE_KM, n) + np.where(abroad & ~online, 700.0, 0.0),
        y=rng.uniform(0, SIDE_KM, n),
        category=rng.choice(len(CATEGORIES), n, p=CATEGORY_SHARES),
        country=np.where(abroad, rng.choice(ABROAD, n), HOME),
        weight=rng.pareto(1.6, n) + 0.15,
        online=online,
    )


def distances(customers: Customers, terminals: Terminals) -> Floats:
    """Kilometres from every home to every terminal, shape (customers, terminals)."""
    east = customers.x[:, None] - terminals.x[None]
    north = customers.y[:, None] - terminals.y[None]
    return np.sqrt(east * east + north * north)
