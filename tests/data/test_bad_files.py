import gzip
import os
import pickle
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_table, stream_table
from bigmodel.data.signature import identify
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem


def refused(path: Path, match: str) -> str:
    with pytest.raises(Problem, match=match) as caught:
        read_table(path, sniff(path))
    said = str(caught.value)
    assert path.name in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "empty"),
        (b"\n\n", "no rows"),
        (b"a,b\n", "no rows"),
        (b"a,b", "no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (pickle.dumps({"a": os.getcwd}), "pickle"),
        (pickle.dumps([1], protocol=2), "pickle"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00", "program"),
        (b"PAR1" + b"\x00" * 100, "cut off"),
        (b"PAR1" + b"\x00" * 100 + b"PAR1", "can't be read"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\x1f\x8b\x08 not really", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "can't be read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, match: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(content)
    refused(path, match)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "gone.csv", "does not exist")
    refused(tmp_path, "can't be opened")


def test_ragged_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n\n1,2\n1,2,3\n1,2,3,4\n")
    said = refused(path, "rows 4 \\(2\\), 6 \\(4\\)")
    assert "first row has 3 cells" in said
    kept = read_table(path, sniff(path).model_copy(update={"ragged": "skip"}))
    assert len(kept) == 2


def test_a_title_above_the_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Claims;\n;\n" + "a;b;c\n" + "1;2;3\n" * 40)
    with pytest.raises(Problem, match="from row 3 on all have 3: a title") as found:
        read_table(path, ReadOptions(separator=";"))
    assert found.value.remedy == "Delete the rows above the names of the columns."


def test_a_ragged_row_deep_in_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bigmodel.data.delimited._BLOCK", 1 << 18)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 400_000 + "1,2,3\n")
    seen: list[int] = []
    with pytest.raises(Problem, match="row 400,002 has 3"):
        seen.extend(map(len, stream_table(path)))
    assert sum(seen) > 100_000


def test_wrong_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,x\n2,Zoë\n".encode("cp1252"))
    with pytest.raises(Problem, match="line 3: The text is not written in the encoding utf-8"):
        read_table(path, ReadOptions())


def test_options_of_another_format(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Problem, match="it is csv"):
        read_table(path, ReadOptions(format="parquet"))


def test_a_zip_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    refused(path, "Unpack it")


def test_encrypted_workbook(tmp_path: Path) -> None:
    # What tells it is the name of a stream in the directory of the container.
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1_000 + "EncryptedPackage".encode("utf-16-le"))
    refused(path, "password")


def test_a_workbook_that_is_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"0" * (1 << 20))
    refused(path, "fill memory")


def test_a_broken_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    refused(path, "can't be read")


def test_a_gzip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bigmodel.data.source.FREE_BYTES", 1 << 20)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 2_000_000))
    refused(path, "unpacks to more than")


def test_a_gzip_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    content = gzip.compress(b"a,b\n" + os.urandom(3_000_000).hex().encode() + b",1\n")
    path.write_bytes(content[:-100])
    refused(path, "damaged")


def test_a_parquet_file_that_is_damaged_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": list(range(10_000))}), path)
    content = bytearray(path.read_bytes())
    content[50:2_000] = os.urandom(1_950)
    path.write_bytes(content)
    said = refused(path, "can't be read")
    assert said.endswith("can't be read: it is damaged, encrypted or of an unknown kind. Copy or write it again.")


def test_hostile_and_duplicated_names_stay_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    names = ["x", "x", "", "<img src=q>", "![](http://a/b)", "=1+1", "年龄", '"a\nb"', "\u202eabc", "x (2)"]
    path.write_text(",".join(names) + "\n" + ",".join("abcdefghij") + "\n", encoding="utf-8")
    table = read_table(path, ReadOptions())
    expected = ["x", "x (3)", "column 3", "<img src=q>", "![](http://a/b)", "=1+1", "年龄", "a b", "abc", "x (2)"]
    assert table.column_names == expected


def test_very_long_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "x" * 20_000_000 + ",1\ny,2\n")
    table = read_table(path, ReadOptions())
    assert len(table["a"][0].as_py()) == 20_000_000
    assert len(read_table(path, ReadOptions(), limit=1)) == 1
    with pytest.raises(Problem, match="longer than"):
        list(stream_table(path, ReadOptions()))


def test_too_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join("a" * 20_000) + "\n" + ",".join("1" * 20_000) + "\n")
    refused(path, "20,000 cells")


def test_text_that_begins_like_a_binary_format_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("MZ,BZh\n1,2\n")
    assert identify(path) == "text"
    path.write_text("PAR1,b\n1,2\n")
    assert identify(path) == "text"


@pytest.mark.parametrize(
    ("name", "said"), [("fake.xlsx", "says Excel, but it is not a workbook"), ("A.PQ", "but it is not a Parquet file")]
)
@pytest.mark.parametrize("content", ["not a workbook", "a line\nanother, of a letter\n", "\n\n"])
def test_text_under_the_name_of_another_format(tmp_path: Path, name: str, said: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    refused(path, said)


def test_a_separated_table_under_the_name_of_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text("a;b\n1;2\n3;4\n")
    assert read_table(path).to_pydict() == {"a": [1, 3], "b": [2, 4]}
