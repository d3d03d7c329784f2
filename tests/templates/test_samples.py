from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

from bigmodel.templates import templates
from bigmodel.templates.fraud.history import minutes_since_previous, payments_last_day, ratio_to_usual, terminal_risk
from bigmodel.templates.fraud.payments import CARD, GENUINE, ODD_HOURS, TERMINAL, Payments, join
from bigmodel.templates.images.png import png
from bigmodel.templates.reading import SAMPLES, sample_path
from bigmodel.templates.template import Sample


@pytest.fixture(scope="module")
def cards() -> pd.DataFrame:
    return pd.read_csv(SAMPLES / "card_transactions.csv", parse_dates=["time", "chargeback_date"])


SHIPPED = [sample for template in templates().values() for sample in template.samples]


@pytest.mark.parametrize("sample", SHIPPED, ids=lambda sample: sample.name)
def test_samples_are_made_anew_byte_for_byte(sample: Sample, tmp_path: Path) -> None:
    sample.make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [sample.name]
    made = hashlib.sha256((tmp_path / sample.name).read_bytes()).hexdigest()
    assert made == hashlib.sha256(sample_path(sample).read_bytes()).hexdigest()


def test_every_sample_file_belongs_to_a_template_and_is_small() -> None:
    files = {path.name for path in SAMPLES.iterdir()} - {"README.md"}
    assert files == {sample.name for sample in SHIPPED}
    assert all((SAMPLES / name).stat().st_size < 6_000_000 for name in files)


def test_card_payments_look_as_promised(cards: pd.DataFrame) -> None:
    assert 48_000 < len(cards) < 54_000
    assert 0.008 < cards["fraud"].mean() < 0.012
    assert cards["time"].is_monotonic_increasing
    assert cards["transaction_id"].is_unique
    assert cards["time"].max() - cards["time"].min() > pd.Timedelta(days=110)
    assert (cards["amount"] > 0).all()
    missing = cards.isna().mean()
    assert missing["merchant_category"] > 0.01
    assert (cards["distance_from_home_km"].isna() == (cards["channel"] == "online")).all()


def test_the_leak_is_filled_for_frauds_alone_and_later(cards: pd.DataFrame) -> None:
    assert (cards["chargeback_date"].notna() == (cards["fraud"] == 1)).all()
    frauds = cards[cards["fraud"] == 1]
    assert (frauds["chargeback_date"] > frauds["time"]).all()


def test_the_sample_is_neither_hopeless_nor_trivial(cards: pd.DataFrame) -> None:
    features = cards[["amount", "channel", "merchant_category", *cards.columns[8:13]]].assign(
        hour=cards["time"].dt.hour
    )
    features[["channel", "merchant_category"]] = features[["channel", "merchant_category"]].astype("category")
    cut = int(len(cards) * 0.75)
    trees = HistGradientBoostingClassifier(
        categorical_features="from_dtype", max_iter=60, learning_rate=0.1, early_stopping=False, random_state=0
    )
    # One thread: several on a busy machine wait for each other.
    with threadpool_limits(1):
        trees.fit(features[:cut], cards["fraud"][:cut])
    area = average_precision_score(cards["fraud"][cut:], trees.predict_proba(features[cut:])[:, 1])
    assert 0.5 < area < 0.9


def payments(*rows: tuple[int, int, float, float, int]) -> Payments:
    customer, terminal, time, amount, fraud = zip(*rows, strict=True)
    return Payments(
        np.array(customer), np.array(terminal), np.array(time, float), np.array(amount, float), np.array(fraud)
    )


def test_history_columns_look_back_only() -> None:
    past = payments(
        (0, 0, 0.0, 10, GENUINE),
        (0, 0, 0.5, 20, TERMINAL),
        (1, 0, 0.6, 99, GENUINE),
        (0, 1, 1.25, 30, GENUINE),
        (0, 0, 5.0, 40, CARD),
        (0, 0, 40.0, 40, ODD_HOURS),
    )
    np.testing.assert_allclose(minutes_since_previous(past), [np.nan, 720, np.nan, 1080, 5400, 50400])
    np.testing.assert_allclose(payments_last_day(past), [0, 1, 0, 1, 0, 0])
    np.testing.assert_allclose(ratio_to_usual(past), [np.nan, np.nan, np.nan, np.nan, 2.0, np.nan])
    np.testing.assert_allclose(terminal_risk(past), [np.nan, np.nan, np.nan, np.nan, 1 / 3, np.nan])


def test_a_later_fraud_changes_no_earlier_history() -> None:
    first = payments((0, 0, 0.0, 10, GENUINE), (0, 0, 3.0, 20, GENUINE))
    both = join(payments((0, 0, 9.0, 500, CARD)), first)
    assert both.time.tolist() == [0, 3, 9]
    for column in (minutes_since_previous, ratio_to_usual, payments_last_day, terminal_risk):
        np.testing.assert_array_equal(column(both)[:2], column(first))


def test_the_file_is_plain_csv() -> None:
    with (SAMPLES / "card_transactions.csv").open(encoding="ascii", newline="") as file:
        widths = {len(row) for row in csv.reader(file)}
    assert widths == {15}


def test_digits_are_those_of_their_source() -> None:
    digits = load_digits()
    with zipfile.ZipFile(SAMPLES / "handwritten_digits.zip") as archive:
        names = archive.namelist()
        for name, picture, label in zip(names, digits.images, digits.target, strict=True):
            assert name.split("/")[0] == str(label)
            image = Image.open(io.BytesIO(archive.read(name)))
            assert image.mode == "L"
            np.testing.assert_array_equal(np.asarray(image), np.rint(picture * 255 / 16))
    assert len(set(names)) == 1797


def test_own_png_writer_agrees_with_pillow() -> None:
    picture = np.arange(35, dtype=np.uint8).reshape(5, 7)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png(picture)))), picture)
