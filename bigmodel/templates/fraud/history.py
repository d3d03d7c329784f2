"""Columns that a bank works out beforehand: each looks back from its payment and never forward."""

from __future__ import annotations

from collections import deque

import numpy as np

from bigmodel.templates.fraud.payments import GENUINE, Payments
from bigmodel.templates.fraud.people import Floats

USUAL_DAYS = 30.0
RISK_DAYS = 7.0
DELAY_DAYS = 2.0
"""A fraud is known only after its holder has complained."""


def minutes_since_previous(payments: Payments) -> Floats:
    """Minutes since the card's payment before, NaN for its first."""
    last: dict[int, float] = {}
    minutes = np.full(len(payments.time), np.nan)
    for row, (customer, time) in enumerate(zip(payments.customer.tolist(), payments.time.tolist(), strict=True)):
        if customer in last:
            minutes[row] = (time - last[customer]) * 1440
        last[customer] = time
    return minutes


def ratio_to_usual(payments: Payments) -> Floats:
    """The amount over the card's mean of the thirty days before, NaN without three payments in them."""
    seen: dict[int, deque[tuple[float, float]]] = {}
    ratio = np.full(len(payments.time), np.nan)
    rows = zip(payments.customer.tolist(), payments.time.tolist(), payments.amount.tolist(), strict=True)
    for row, (customer, time, amount) in enumerate(rows):
        past = seen.setdefault(customer, deque())
        while past and past[0][0] < time - USUAL_DAYS:
            past.popleft()
        if len(past) >= 3:
            ratio[row] = amount * len(past) / sum(paid for _, paid in past)
        past.append((time, amount))
    return ratio


def payments_last_day(payments: Payments) -> Floats:
    """How many payments the card made in the 24 hours before."""
    seen: dict[int, deque[float]] = {}
    counts = np.zeros(len(payments.time))
    for row, (customer, time) in enumerate(zip(payments.customer.tolist(), payments.time.tolist(), strict=True)):
        past = seen.setdefault(customer, deque())
        while past and past[0] < time - 1:
            past.popleft()
        counts[row] = len(past)
        past.append(time)
    return counts


def terminal_risk(payments: Payments) -> Floats:
    """Share of fraud at the terminal in the week that ended ``DELAY_DAYS`` before, NaN where it saw no payment."""
    risk = np.full(len(payments.time), np.nan)
    for terminal in np.unique(payments.terminal):
        rows = np.flatnonzero(payments.terminal == terminal)
        time, fraud = payments.time[rows], payments.fraud[rows] != GENUINE
        sums = np.concatenate([[0], np.cumsum(fraud)])
        first = np.searchsorted(time, time - DELAY_DAYS - RISK_DAYS, side="left")
        past = np.searchsorted(time, time - DELAY_DAYS, side="left")
        with np.errstate(invalid="ignore"):
            risk[rows] = (sums[past] - sums[first]) / (past - first)
    return risk
