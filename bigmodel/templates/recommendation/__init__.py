"""Recommendation: what each user is likely to choose next."""

from __future__ import annotations

from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.recommendation.sample import make

    make(folder)


TEMPLATE = Template(
    slug="recommendation",
    title="Recommendation",
    icon=":material/recommend:",
    summary="What each user is likely to choose next. Ranks every item for everybody, also for new users.",
    takes="A log of choices: one row each with user and item, and where known time, rating or quantity",
    kind="interactions",
    words=Words(
        case="user",
        cases="users",
        positive="hit",
        positives="hits",
        negative="no hit",
        flagged="recommended",
        passed="not recommended",
        money="Net benefit",
    ),
    costs=Costs(),
    sample=Sample(
        name="shop_purchases.csv",
        title="Purchases of 3,000 customers in one year, simulated",
        simulated=True,
        make=_make,
    ),
)
