"""The simulated card-transaction file: ``python -m bigmodel.templates.fraud.sample [FOLDER]`` writes it.

Nobody's data: every card holder, terminal and payment is drawn from a fixed seed (see ``people``, ``payments`` and
``history``). About one payment in a hundred is fraud, of three kinds that call for different evidence: amount and hour,
the terminal's recent past, the card's recent past. One column, ``chargeback_date``, is filled only where a payment was
fraud: it is there to be found out, as bank files hold such columns.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bigmodel.templates.fraud.history import (
    minutes_since_previous,
    payments_last_day,
    ratio_to_usual,
    terminal_risk,
)
from bigmodel.templates.fraud.payments import (
    GENUINE,
    Payments,
    draw_genuine,
    hit_cards,
    hit_terminals,
    join,
    odd_hours,
)
from bigmodel.templates.fraud.people import (
    CATEGORIES,
    Floats,
    Terminals,
    distances,
    draw_customers,
    draw_terminals,
)
from bigmodel.templates.sample_table import write_table

NAME = "card_transactions.csv"
SEED = 20_250_303
START = np.datetime64("2025-03-03T00:00:00", "s")
Texts = list[str]


def make(folder: Path) -> None:
    """Write ``card_transactions.csv`` into a folder, always the same bytes."""
    write_table(folder / NAME, simulate())


def simulate() -> dict[str, Texts]:
    """The file's columns as text, in order of time; an empty text is a missing value."""
    rng = np.random.default_rng(SEED)
    customers, terminals = draw_customers(rng), draw_terminals(rng)
    genuine = hit_terminals(rng, draw_genuine(rng, customers, terminals), terminals)
    payments = join(genuine, odd_hours(rng, customers, terminals), hit_cards(rng, customers, terminals))
    n = len(payments.time)
    fraud = payments.fraud != GENUINE
    terminal = payments.terminal
    seconds = np.floor(payments.time * 86_400).astype("timedelta64[s]")
    distance = distances(customers, terminals)[payments.customer, terminal]
    late = np.floor(payments.time + rng.uniform(3, 40, n)).astype("timedelta64[D]")
    return {
        "transaction_id": [f"T{row:06d}" for row in range(1, n + 1)],
        "time": [str(moment).replace("T", " ") for moment in START + seconds],
        "customer": [f"C{number:04d}" for number in payments.customer],
        "terminal": [f"M{number:03d}" for number in terminal],
        "amount": _decimals(np.maximum(payments.amount, 0.5), 2),
        "channel": _channels(rng, terminals, payments),
        "country": _holes(rng, terminals.country[terminal], 0.01),
        "merchant_category": _holes(rng, np.array(CATEGORIES)[terminals.category[terminal]], 0.03),
        "distance_from_home_km": _decimals(np.where(terminals.online[terminal], np.nan, distance), 1),
        "minutes_since_previous": _decimals(minutes_since_previous(payments), 0),
        "payments_last_24h": _decimals(payments_last_day(payments), 0),
        "ratio_to_usual": _decimals(ratio_to_usual(payments), 2),
        "terminal_risk_last_week": _decimals(terminal_risk(payments), 3),
        "chargeback_date": [
            str(day) if bad else "" for day, bad in zip(START.astype("datetime64[D]") + late, fraud, strict=True)
        ],
        "fraud": [str(int(bad)) for bad in fraud],
    }


def _channels(rng: np.random.Generator, terminals: Terminals, payments: Payments) -> Texts:
    present = np.where(rng.random(len(payments.time)) < 0.6, "contactless", "chip")
    return [str(channel) for channel in np.where(terminals.online[payments.terminal], "online", present)]


def _holes(rng: np.random.Generator, texts: NDArray[np.str_], share: float) -> Texts:
    return [str(text) for text in np.where(rng.random(len(texts)) < share, "", texts)]


def _decimals(values: Floats, digits: int) -> Texts:
    return ["" if np.isnan(value) else f"{value:.{digits}f}" for value in values]


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
