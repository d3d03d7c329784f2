from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from logs import plan_for

from bigmodel.spec import Problem
from bigmodel.tasks.interactions.read import first_rows, read_log, sniff_log
from bigmodel.tasks.interactions.roles import guess_roles

ROWS = [(196, 242, 3, 881250949), (186, 302, 3, 891717742), (22, 377, 1, 878887116), (196, 51, 5, 881250990)]


def written(folder: Path, separator: str, header: str = "", name: str = "u.data", end: str = "\n") -> Path:
    lines = [separator.join(map(str, row)) for row in ROWS * 6]
    path = folder / name
    path.write_bytes((header + end if header else "").encode() + end.join(lines).encode() + end.encode())
    return path


def roles(table: pa.Table) -> dict[str, str]:
    return {field.role: field.name for field in guess_roles(table) if field.role != "ignore"}


def store(tmp_path: Path) -> Path:
    folder = tmp_path / "stored"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("separator", ["\t", "::", " ", ",", ";", "   "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_separator_without_a_header(tmp_path, separator, end):
    data = read_log(written(tmp_path, separator, end=end), None, None, store(tmp_path))
    assert len(data) == 24
    assert roles(data.table) == {"user": "column 1", "item": "column 2", "value": "column 3", "time": "column 4"}
    log = data.log(plan_for(data))
    assert log.value_kind == "rating"
    assert str(log.events["time"][0].as_py()) == "1998-04-04 19:22:22"  # of user 186, the first as text


def test_titles_with_commas_between_colons(tmp_path):
    path = tmp_path / "log.dat"
    path.write_text("".join(f"{n % 5}::Star Wars: Episode {n % 3}, new::4\n" for n in range(30)))
    table = first_rows(path, sniff_log(path), 5)
    assert table.column_names == ["column 1", "column 2", "column 3"]
    assert table["column 2"][1].as_py() == "Star Wars: Episode 1, new"


def test_a_header_names_the_roles_in_any_order(tmp_path):
    path = tmp_path / "log.csv"
    head = "row_id,rating,movieId,when,userId\n"
    path.write_text(head + "".join(f"{n},{n % 5 + 1},{n % 7},2026-01-{n % 28 + 1:02d},{n % 4}\n" for n in range(40)))
    found = roles(read_log(path, None, None, store(tmp_path)).table)
    assert found == {"user": "userId", "item": "movieId", "value": "rating", "time": "when"}


def test_a_shop_log_in_parquet(tmp_path):
    path = tmp_path / "shop.parquet"
    columns = {
        "InvoiceNo": [str(n // 3) for n in range(60)],
        "StockCode": [f"{n % 9}A" for n in range(60)],
        "Description": ["a thing"] * 60,
        "Quantity": list(range(60)),
        "UnitPrice": [1.5] * 60,
        "CustomerID": [n % 6 for n in range(60)],
    }
    pq.write_table(pa.table(columns), path)
    found = roles(read_log(path, None, None, store(tmp_path)).table)
    assert found == {
        "basket": "InvoiceNo",
        "item": "StockCode",
        "title": "Description",
        "value": "Quantity",
        "price": "UnitPrice",
        "user": "CustomerID",
    }


def test_a_catalogue_gives_titles(tmp_path):
    items = tmp_path / "movies.dat"
    items.write_text("242::Kolya (1996)::Comedy\n302::L.A. Confidential (1997)::Crime|Film\n999::Unseen::None\n")
    data = read_log(written(tmp_path, "\t"), items, None, store(tmp_path))
    found = {row["item"]: row for row in data.log(plan_for(data)).catalogue.to_pylist()}
    assert found["242"]["title"] == "Kolya (1996)"
    assert found["51"]["title"] is None
    assert set(found) == {"51", "242", "302", "377"}


def test_the_same_content_has_the_same_fingerprint_and_a_catalogue_changes_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    items = tmp_path / "movies.csv"
    items.write_text("item,title\n242,Kolya\n302,L.A.\n")
    first = read_log(written(tmp_path, "\t"), None, None, tmp_path / "a")
    second = read_log(written(tmp_path, "::"), None, None, tmp_path / "b")
    third = read_log(written(tmp_path, "::"), items, None, tmp_path / "c")
    assert first.fingerprint == second.fingerprint != third.fingerprint


def test_one_column_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("user\n" + "a\n" * 30)
    with pytest.raises(Problem, match="one column"):
        read_log(path, None, None, store(tmp_path))
