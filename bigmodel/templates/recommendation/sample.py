"""The simulated shop's log: ``python -m bigmodel.templates.recommendation.sample [FOLDER]`` writes it.

Nobody's data: shop, customers and purchases are drawn from a fixed seed (see ``shop`` and ``customers``). What comes
next has reasons that a model can find: projects are bought step by step, what is used up is bought again after its
time, projects have their season, and everybody has a taste in brands. About one row in a hundred is a return.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np

from bigmodel.templates.recommendation.customers import draw_purchases
from bigmodel.templates.recommendation.shop import PROJECTS, draw_items

NAME = "shop_purchases.csv"
SEED = 20_250_101
START = np.datetime64("2025-01-01T00:00", "m")
RETURNED = 0.01
HEADER = ("time", "customer", "item", "title", "category", "price", "quantity")


def make(folder: Path) -> None:
    """Write ``shop_purchases.csv`` into a folder, always the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(simulate())
    (folder / NAME).write_bytes(text.getvalue().encode())


def simulate() -> list[tuple[str, ...]]:
    """The rows of the file as text, in order of time."""
    rng = np.random.default_rng(SEED)
    items = draw_items(rng)
    numbers = rng.permutation(len(items.title)) + 1
    rows: list[tuple[int, int, int, int]] = []
    for customer, purchases in enumerate(draw_purchases(rng, items)):
        for each in purchases:
            minute = round(each.day * 1440)
            refill = PROJECTS[items.project[each.item]].steps[items.step[each.item]].refill
            quantity = 1 + int(rng.poisson(0.6)) if refill else 1
            rows.append((minute, customer, each.item, quantity))
            if rng.random() < RETURNED:
                rows.append((minute + int(rng.integers(2, 14)) * 1440, customer, each.item, -quantity))
    return [
        (
            str(START + minute).replace("T", " "),
            f"C{customer + 1:04d}",
            f"P{numbers[item]:03d}",
            items.title[item],
            PROJECTS[items.project[item]].category,
            f"{items.price[item]:.2f}",
            str(quantity),
        )
        for minute, customer, item, quantity in sorted(rows)
    ]


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
