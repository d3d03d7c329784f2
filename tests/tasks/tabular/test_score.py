"""What scoring makes of a file is what training made of it, however the file is written."""

import csv
import random
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_table_run import toy_run

from bigmodel.data.options import ReadOptions
from bigmodel.data.read import stream_table
from bigmodel.data.reading import options_like
from bigmodel.inference.table import encode_table, fit_encoder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan, Problem, Schema
from bigmodel.tasks.tabular.score import READING, as_trained, reading_of, score_table_file
from bigmodel.tasks.tabular.task import TASK as TABULAR

OUTCOME = Outcome(classes=("no", "yes"))


def plan(**kinds):
    fields = tuple(Field(name=name, kind=kind, role="feature") for name, kind in kinds.items())
    return Plan(
        template="fraud", fields=(*fields, Field(name="y", kind="category", role="target")), outcome=OUTCOME,
        network="mlp",
    )  # fmt: skip


def trained(folder, source, chosen, options=None):
    """Tensors and schema as the trainer makes them, all rows being training rows."""
    folder.mkdir()
    data = TABULAR.read({"data": [source]}, options, folder)
    table = data.as_planned(chosen)
    encoder = fit_encoder(table, chosen.named("feature"), min_count=1) | {READING: data.reading.model_dump(mode="json")}
    schema = Schema(task="tabular", template="fraud", fields=chosen.fields, outcome=OUTCOME, encoder=encoder)
    return encode_table(table, encoder), schema


def scored(source, schema):
    """Tensors as ``score_table_file`` makes them."""
    parts = [
        encode_table(as_trained(batch, schema), schema.encoder)
        for batch in stream_table(source, options_like(source, reading_of(schema)), block=7)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def write(path, columns, delimiter=",", encoding="utf-8", order=None):
    names = list(order or columns)
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(names)
        writer.writerows(zip(*(columns[name] for name in names), strict=True))
    return path


def test_dates_that_are_open_are_read_in_the_order_of_training(tmp_path):
    train = write(
        tmp_path / "a.csv", {"when": [f"01/{day:02d}/2026" for day in range(1, 32)], "y": ["no", "yes"] * 15 + ["no"]}
    )
    _, schema = trained(tmp_path / "d", train, plan(when="date"))
    month = write(tmp_path / "b.csv", {"when": [f"07/{day:02d}/2026" for day in range(1, 12)]})
    iso = write(tmp_path / "c.csv", {"when": [f"2026-07-{day:02d}" for day in range(1, 12)]})
    np.testing.assert_array_equal(scored(month, schema)["numbers"], scored(iso, schema)["numbers"])


def test_a_separate_test_table_is_read_in_the_order_of_training(tmp_path):
    train = write(tmp_path / "a.csv", {"when": ["01/31/2026", "02/03/2026"], "y": ["no", "yes"]})
    test = write(tmp_path / "b.csv", {"when": ["07/01/2026", "07/02/2026"], "y": ["no", "yes"]})
    (tmp_path / "d").mkdir()
    data = TABULAR.read({"data": [train], "test": [test]}, None, tmp_path / "d")
    assert [cell.month for cell in data.table["when"].to_pylist()] == [1, 2, 7, 7]


def test_a_header_that_a_person_denied_is_denied_in_scoring(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("one,two\n" * 3 + "three,four\n" * 3)
    options = ReadOptions(header=False)
    tensors, schema = trained(tmp_path / "d", source, plan(**{"column 1": "category"}), options)
    np.testing.assert_array_equal(scored(source, schema)["codes"], tensors["codes"])


NUMBERS = st.one_of(
    st.floats(-1e6, 1e6).map(lambda value: f"{value:,.2f}"),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["€ 1,200.50", "12 %", "n/a", "unknown", "", "1'234.50"]),
)
DATES = st.one_of(
    st.datetimes(datetime(1900, 1, 1)).map(lambda moment: moment.strftime("%m/%d/%Y")),
    st.sampled_from(["2026-01-02T23:30:00+02:00", "2026-03-04", "5 Jan 2026", "soon", "", "20260131"]),
)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), rows=st.integers(20, 40))
def test_training_and_scoring_read_the_same(tmp_path_factory, data, rows):
    folder = tmp_path_factory.mktemp("skew")
    columns = {
        "n": data.draw(st.lists(NUMBERS, min_size=rows, max_size=rows)),
        "d": data.draw(st.lists(DATES, min_size=rows, max_size=rows)),
        "c": [random.Random(row).choice(["a", "007", "1.0", "ü"]) for row in range(rows)],
        "y": ["no", "yes"] * (rows // 2) + ["no"] * (rows % 2),
    }
    # One cell of each, so that something is there to learn and the order of dates is settled.
    columns["n"][0], columns["d"][0] = "1.5", "01/31/2026"
    chosen = plan(n="number", d="date", c="category")
    tensors, schema = trained(folder / "d", write(folder / "a.csv", columns), chosen)
    other = write(folder / "b.csv", columns, delimiter="\t", encoding="utf-16", order=["c", "d", "n"])
    again = scored(other, schema)
    np.testing.assert_array_equal(again["numbers"], tensors["numbers"])
    np.testing.assert_array_equal(again["codes"], tensors["codes"])


@pytest.mark.parametrize(
    ("kind", "cells"), [("number", ["€ 1,200.50", "many", "3"]), ("date", ["soon", "2026-01-02", "2026-03-05"])]
)
def test_encoding_rows_of_the_dataset_is_encoding_the_file(tmp_path, kind, cells):
    source = write(tmp_path / "a.csv", {"x": cells * 10, "y": ["no", "yes"] * (5 * len(cells))})
    tensors, schema = trained(tmp_path / "d", source, plan(x=kind))
    data = TABULAR.open(tmp_path / "d")
    assert pa.types.is_string(data.table["x"].type)
    again = TABULAR.encode(data.take(range(len(data))), schema)
    np.testing.assert_array_equal(again["numbers"], tensors["numbers"])


def test_a_file_of_another_kind_is_refused_and_nothing_is_written(tmp_path):
    run = toy_run(Workspace(tmp_path / "home"), rows=300)
    other = tmp_path / "other.csv"
    other.write_text("TIME,AMOUNT,AGE,CHANNEL\n2025-03-03,12,40,shop\n")
    with pytest.raises(Problem, match="none of the columns") as found:
        score_table_file(run, other, tmp_path / "out.csv")
    assert "amount" in found.value.remedy
    assert not list(tmp_path.glob("out*"))


def test_one_known_column_is_enough_to_score(tmp_path):
    run = toy_run(Workspace(tmp_path / "home"), rows=300)
    some = tmp_path / "some.csv"
    some.write_text("amount,new\n12,1\n900,2\n")
    scored = score_table_file(run, some, tmp_path / "out.csv")
    assert scored.rows == 2
    assert "missing that the model learnt from" in scored.differences[0]
