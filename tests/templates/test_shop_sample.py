from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bigmodel.spec import Plan
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.histories import RankingParts, divide
from bigmodel.templates import template
from bigmodel.templates.reading import SAMPLES
from bigmodel.templates.recommendation.shop import BRANDS, PROJECTS


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    return pd.read_csv(SAMPLES / "shop_purchases.csv", parse_dates=["time"])


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> RankingParts:
    chosen = template("recommendation")
    sources = {"data": [SAMPLES / "shop_purchases.csv"]}
    data = chosen.task.read(sources, None, tmp_path_factory.mktemp("shop"))
    plan: Plan = chosen.suggest(data)
    assert isinstance(data, InteractionDataset)
    assert {role: plan.one(role).name for role in ("user", "item", "time", "value", "title", "category", "price")} == {
        "user": "customer",
        "item": "item",
        "time": "time",
        "value": "quantity",
        "title": "title",
        "category": "category",
        "price": "price",
    }
    return divide(data, plan)


def test_the_shop_looks_as_promised(shop: pd.DataFrame) -> None:
    assert shop["customer"].nunique() == 3_000
    assert 400 < shop["item"].nunique() < 600
    assert 55_000 < len(shop) < 66_000
    assert shop["time"].is_monotonic_increasing
    assert set(shop["category"]) == {project.category for project in PROJECTS}
    assert set(shop["title"].str.split().str[0]) == set(BRANDS)
    assert 0.005 < (shop["quantity"] < 0).mean() < 0.02
    assert shop.groupby("item")["title"].nunique().max() == 1


def test_skis_are_bought_in_winter_and_tents_in_summer(shop: pd.DataFrame) -> None:
    month = shop["time"].dt.month
    jackets, tents = (month[shop["title"].str.contains(name)] for name in ("ski jacket", "tent"))
    assert jackets.isin([10, 11, 12, 1, 2, 3]).mean() > 0.7
    assert tents.isin([4, 5, 6, 7, 8, 9]).mean() > 0.7


def test_order_tells_more_than_popularity(parts: RankingParts) -> None:
    """What most often followed the last two choices finds the next one far more often than the most popular do."""
    after: dict[int, Counter[int]] = {}
    for place in range(len(parts.train)):
        history = parts.train.of(place).tolist()
        for gap in (1, 2):
            for first, second in zip(history, history[gap:], strict=False):
                after.setdefault(first, Counter())[second] += 1
    popular = set((np.argsort(-np.bincount(parts.train.items))[:10]).tolist())
    hits, popular_hits = [], []
    for place, target in enumerate(parts.test.target.tolist()):
        counts: Counter[int] = Counter()
        for item in parts.test.history.of(place)[-2:].tolist():
            counts.update(after.get(item, {}))
        hits.append(target in {item for item, _ in counts.most_common(10)})
        popular_hits.append(target in popular)
    assert np.mean(hits) > 2 * np.mean(popular_hits)
    assert np.mean(hits) < 0.8


def test_the_file_is_small() -> None:
    assert Path(SAMPLES / "shop_purchases.csv").stat().st_size < 4_000_000
