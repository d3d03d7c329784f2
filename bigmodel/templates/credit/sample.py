"""The simulated loan applications: ``python -m bigmodel.templates.credit.sample [FOLDER]`` writes them.

Nobody's data: every applicant is drawn from a fixed seed. Whether a loan is paid back depends on what it costs beside
the income, on other debt, on late payments before, on years in the job and on its purpose. Age and region are in the
file, as they are in the files of banks, and nothing in the simulation depends on them: a model that leans on them has
found chance. ``collection_started`` is filled only after a default: it is there to be found out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from bigmodel.templates.sample_table import write_table

NAME = "loan_applications.csv"
SEED = 20_240_115
ROWS = 8_000
START, DAYS = np.datetime64("2024-01-15", "D"), 730
REGIONS = ("Coast", "Hills", "Lakes", "North Plain", "Old Town", "River Valley")
PURPOSES = {"car": 0.0, "furniture": -0.1, "home repair": -0.35, "education": 0.1, "business": 0.6, "old debts": 0.45}
"""What the money is for, and how much it adds to the log-odds of a default."""


def make(folder: Path) -> None:
    """Write ``loan_applications.csv`` into a folder, always the same bytes."""
    write_table(folder / NAME, simulate())


def simulate() -> dict[str, list[str]]:
    """The file's columns as text, in order of time; an empty text is a missing value."""
    rng = np.random.default_rng(SEED)
    day = np.sort(rng.integers(0, DAYS, ROWS))
    purpose = rng.choice(len(PURPOSES), ROWS, p=(0.3, 0.16, 0.2, 0.1, 0.1, 0.14))
    income = np.exp(rng.normal(10.35, 0.45, ROWS))
    loan = np.clip(income * np.exp(rng.normal(-1.3, 0.6, ROWS)), 1_000, 60_000)
    term = rng.choice((12, 24, 36, 48, 60, 72), ROWS, p=(0.08, 0.17, 0.27, 0.22, 0.18, 0.08))
    debt = income * rng.gamma(1.3, 0.16, ROWS)
    employed = rng.gamma(1.6, 4.2, ROWS)
    late = rng.poisson(rng.gamma(0.45, 1.3, ROWS))
    lines = rng.poisson(2 + 0.00003 * income)
    instalment = loan / term * 12 / income
    odds = (
        -4.0
        + 5.0 * instalment
        + 2.6 * np.maximum(debt / income - 0.25, 0)
        + 0.55 * np.minimum(late, 5)
        + 0.9 * (employed < 1.0)
        - 0.03 * np.minimum(employed, 20)
        + np.array(list(PURPOSES.values()))[purpose]
        # Late payments weigh more where the instalment is heavy.
        + 1.6 * (late > 0) * (instalment > 0.16)
        + rng.normal(0, 0.5, ROWS)
    )
    default = rng.random(ROWS) < 1 / (1 + np.exp(-odds))
    collected = START + day + rng.integers(120, 700, ROWS)
    return {
        "application_id": [f"A{number:05d}" for number in range(1, ROWS + 1)],
        "applied_on": [str(date) for date in START + day],
        "age": [str(years) for years in rng.integers(19, 75, ROWS)],
        "region": [REGIONS[place] for place in rng.integers(0, len(REGIONS), ROWS)],
        "purpose": [list(PURPOSES)[place] for place in purpose],
        "loan_amount": [f"{value:.0f}" for value in np.round(loan, -2)],
        "term_months": [str(months) for months in term],
        "yearly_income": _with_holes(rng, np.round(income, -2), 0.04, 0),
        "other_debt": _with_holes(rng, np.round(debt, -2), 0.02, 0),
        "years_in_job": _with_holes(rng, employed, 0.05, 1),
        "late_payments_2y": [str(count) for count in late],
        "credit_lines": [str(count) for count in lines],
        "collection_started": [str(date) if bad else "" for date, bad in zip(collected, default, strict=True)],
        "default": [str(int(bad)) for bad in default],
    }


def _with_holes(rng: np.random.Generator, values: np.ndarray, share: float, digits: int) -> list[str]:
    """Numbers as text, a share of them missing."""
    gone = rng.random(len(values)) < share
    return ["" if hole else f"{value:.{digits}f}" for value, hole in zip(values, gone, strict=True)]


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
