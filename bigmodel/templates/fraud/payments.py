"""Genuine payments and three ways of fraud over sixteen weeks.

The idea of three mechanisms that call for different evidence is that of the simulator in Le Borgne, Siblini, Lebichot
and Bontempi, "Reproducible Machine Learning for Credit Card Fraud Detection: Practical Handbook" (2022); mechanisms,
numbers and code are this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.templates.fraud.people import (
    CATEGORY_AMOUNT,
    HOME,
    Customers,
    Floats,
    Ints,
    Terminals,
    distances,
)

DAYS = 112
ODD_HOUR_FRAUDS = 170
TERMINALS_HIT = 10
CARDS_HIT = 36
GENUINE, ODD_HOURS, TERMINAL, CARD = range(4)


@dataclass(frozen=True)
class Payments:
    """Payments in any order, arrays of shape (n,).

    Attributes:
        customer: Index of the card holder.
        terminal: Index of the terminal.
        time: Days since the start, with fractions.
        amount: Euros.
        fraud: ``GENUINE`` or the way of fraud.
    """

    customer: Ints
    terminal: Ints
    time: Floats
    amount: Floats
    fraud: Ints

    def take(self, rows: Ints) -> Payments:
        """These payments in this order."""
        return Payments(self.customer[rows], self.terminal[rows], self.time[rows], self.amount[rows], self.fraud[rows])


def join(*parts: Payments) -> Payments:
    """All payments, sorted by time."""
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("customer", "terminal", "time", "amount", "fraud")
    ]
    whole = Payments(*columns)
    return whole.take(np.argsort(whole.time, kind="stable"))


def draw_genuine(rng: np.random.Generator, customers: Customers, terminals: Terminals) -> Payments:
    """What card holders pay themselves: near home, at their hours, around their usual amount; sometimes far or much.

    One in nine travels for a while and then pays where tourists do, which looks much like a stolen card.
    """
    counts = rng.poisson(customers.daily * DAYS)
    customer = np.repeat(np.arange(len(counts)), counts)
    n = len(customer)
    hour = _hours(rng, customers.hour[customer], customers.spread[customer])
    day = rng.integers(0, DAYS, n)
    leaves = np.where(rng.random(len(counts)) < 0.11, rng.uniform(0, DAYS, len(counts)), np.inf)
    stay = rng.uniform(4, 12, len(counts))
    away = (day >= leaves[customer]) & (day <= (leaves + stay)[customer])
    online = rng.random(n) < customers.online[customer]
    near = np.exp(-distances(customers, terminals) / 12.0) * terminals.weight * ~terminals.online
    terminal = _pick(rng, near, customer)
    terminal = np.where(online, _pick_any(rng, terminals.weight * terminals.online, n), terminal)
    foreign = terminals.weight * ((terminals.country != HOME) & ~terminals.online)
    terminal = np.where(away & ~online, _pick_any(rng, foreign, n), terminal)
    amount = customers.usual[customer] * CATEGORY_AMOUNT[terminals.category[terminal]]
    amount = amount * np.exp(rng.normal(0, 0.55, n)) * np.where(rng.random(n) < 0.02, rng.uniform(3, 9, n), 1.0)
    return Payments(customer, terminal, day + hour / 24, amount, np.full(n, GENUINE))


def odd_hours(rng: np.random.Generator, customers: Customers, terminals: Terminals) -> Payments:
    """First way: one large payment with stolen card data deep in the night, mostly on the internet."""
    n = ODD_HOUR_FRAUDS
    customer = rng.integers(0, len(customers.x), n)
    terminal = np.where(
        rng.random(n) < 0.75,
        _pick_any(rng, terminals.weight * terminals.online, n),
        _pick_any(rng, terminals.weight, n),
    )
    hour = np.clip(rng.normal(2.8, 1.2, n), 0, 6)
    amount = customers.usual[customer] * rng.uniform(3.5, 12, n)
    return Payments(customer, terminal, rng.integers(0, DAYS, n) + hour / 24, amount, np.full(n, ODD_HOURS))


def hit_terminals(rng: np.random.Generator, payments: Payments, terminals: Terminals) -> Payments:
    """Second way: a terminal is tampered with for two to four weeks; four in five payments there are then fraud.

    Amounts and hours stay ordinary: only the terminal's recent history tells.
    """
    used = np.bincount(payments.terminal, minlength=len(terminals.x))
    candidates = np.flatnonzero((used >= 80) & (used <= 260))
    fraud = payments.fraud.copy()
    # Spread over the weeks, so that the past holds examples of what the future brings.
    starts = np.linspace(0, DAYS - 12, TERMINALS_HIT) + rng.uniform(-3, 3, TERMINALS_HIT)
    for terminal, start in zip(rng.choice(candidates, TERMINALS_HIT, replace=False), starts, strict=True):
        length = rng.uniform(14, 28)
        there = (payments.terminal == terminal) & (payments.time >= start) & (payments.time < start + length)
        hit = there & (rng.random(len(fraud)) < 0.8)
        fraud = np.where(hit & (fraud == GENUINE), TERMINAL, fraud)
    return Payments(payments.customer, payments.terminal, payments.time, payments.amount, fraud)


def hit_cards(rng: np.random.Generator, customers: Customers, terminals: Terminals) -> Payments:
    """Third way: a card is copied and used beside its holder for up to two days, for much larger amounts."""
    parts = []
    for customer in rng.choice(len(customers.x), CARDS_HIT, replace=False):
        n = int(rng.integers(3, 10))
        start, length = rng.uniform(1, DAYS - 6), rng.uniform(0.2, 2)
        time = np.floor(start + rng.uniform(0, length, n)) + _hours(rng, np.full(n, 15.0), np.full(n, 5.0)) / 24
        terminal = _pick_any(
            rng, terminals.weight * np.where(terminals.online, 2.0, np.where(terminals.country != HOME, 3.0, 0.4)), n
        )
        amount = customers.usual[customer] * CATEGORY_AMOUNT[terminals.category[terminal]] ** 0.5
        amount = amount * rng.uniform(2, 7, n)
        parts.append(Payments(np.full(n, customer), terminal, time, amount, np.full(n, CARD)))
    return join(*parts)


def _hours(rng: np.random.Generator, middle: Floats, spread: Floats) -> Floats:
    return (middle + spread * rng.normal(size=len(middle))) % 24


def _pick(rng: np.random.Generator, weights: Floats, rows: Ints) -> Ints:
    """For each entry of ``rows`` a column of ``weights``, with chances in proportion to that row's weights."""
    ladder = np.cumsum(weights, axis=1)
    drawn = rng.random(len(rows)) * ladder[rows, -1]
    picked = np.empty(len(rows), np.int64)
    for row in np.unique(rows):
        here = rows == row
        picked[here] = np.searchsorted(ladder[row], drawn[here], side="right")
    return np.asarray(np.minimum(picked, weights.shape[1] - 1), np.int64)


def _pick_any(rng: np.random.Generator, weights: Floats | NDArray[np.bool_], n: int) -> Ints:
    ladder = np.cumsum(weights, dtype=np.float64)
    picked = np.searchsorted(ladder, rng.random(n) * ladder[-1], side="right")
    return np.asarray(np.minimum(picked, len(ladder) - 1), np.int64)
