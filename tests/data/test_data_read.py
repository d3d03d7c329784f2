import datetime
import gzip
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_table, stream_table
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem

TEXT = "name;price;when;n\nJosé;1,5;31.12.2025;1\n北京;2.000,25;01.01.2026;2\n"


def write(path: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encodings_are_recognised(tmp_path: Path, encoding: str, found: str) -> None:
    text = TEXT.replace("José", "Jose") if encoding == "gb18030" else TEXT
    text = text.replace("北京", "Zoë") if encoding == "windows-1252" else text
    path = write(tmp_path / "a.csv", text, encoding)
    options = sniff(path)
    assert options.encoding == found
    table = read_table(path, options)
    assert table.column_names == ["name", "price", "when", "n"]
    assert table["name"].to_pylist() == [line.split(";")[0] for line in text.splitlines()[1:]]
    assert table["price"].to_pylist() == [1.5, 2000.25]
    assert table["when"].to_pylist() == [datetime.datetime(2025, 12, 31), datetime.datetime(2026, 1, 1)]


def test_a_late_accent_is_found(tmp_path: Path) -> None:
    content = b"name,n\n" + b"plain,1\n" * 100_000 + "Zoë,2\n".encode("cp1252")
    path = write(tmp_path / "a.csv", content)
    assert sniff(path).encoding == "windows-1252"
    assert read_table(path)["name"][-1].as_py() == "Zoë"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_recognised(tmp_path: Path, separator: str) -> None:
    text = separator.join(["a", "b", "c"]) + "\n" + (separator.join(["1", "x y", "2.5"]) + "\n") * 3
    options = sniff(write(tmp_path / "a.txt", text))
    assert (options.separator, options.header, options.decimal) == (separator, True, ".")


def test_decimal_commas_without_a_header(tmp_path: Path) -> None:
    options = sniff(write(tmp_path / "a.csv", "1,5;2,5;3,25\n4,5;5,5;6,75\n"))
    assert (options.separator, options.decimal, options.header) == (";", ",", False)


def test_quotes_hold_separators_and_line_ends(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", 'a,b\n"x, y\nz",1\n"say ""hi""",2\n'))
    assert table.to_pydict() == {"a": ["x, y\nz", 'say "hi"'], "b": [1, 2]}


def test_header_is_found_or_not(tmp_path: Path) -> None:
    assert sniff(write(tmp_path / "a.csv", "colour,size\nred,1\nblue,2\n")).header
    assert not sniff(write(tmp_path / "b.csv", "red,1\nblue,2\nred,3\n")).header
    table = read_table(tmp_path / "b.csv")
    assert table.column_names == ["column 1", "column 2"]
    assert len(table) == 3


def test_none_is_a_category_and_others_are_missing(tmp_path: Path) -> None:
    cells = ["none", "None", "NA", "N/A", "NaN", "null", "", "x"]
    table = read_table(write(tmp_path / "a.csv", "a,b\n" + "".join(f"{cell},1\n" for cell in cells)))
    assert table["a"].to_pylist() == ["none", "None", None, None, None, None, None, "x"]


def test_types_keep_what_the_cells_say(tmp_path: Path) -> None:
    text = (
        "code,long,whole,float,mixed,big,infinite\n"
        "007,12345678901234567890,1,1.5,1,1e3,inf\n"
        "010,12345678901234567891, 2,,x,2e400,1.5\n"
    )
    table = read_table(write(tmp_path / "a.csv", text))
    assert table["code"].to_pylist() == ["007", "010"]
    assert table["long"].to_pylist() == ["12345678901234567890", "12345678901234567891"]
    assert table["whole"].to_pylist() == [1, 2]
    assert table["float"].to_pylist() == [1.5, None]
    assert table["mixed"].to_pylist() == ["1", "x"]
    assert table["infinite"].to_pylist() == [None, 1.5]


def test_a_text_deep_in_a_column_of_numbers_makes_it_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 300_000 + "x,3\n")
    table = read_table(path)
    assert table["a"].type == pa.string()
    assert table["b"].type == pa.int64()


def test_a_column_that_begins_with_missing_cells_is_still_a_number(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "a.csv", "a,b\n" + ",1\n" * 5_000 + "2.5,1\n"))
    assert table["a"].type == pa.float64()


def test_preview_reads_only_the_first_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 400_000 + "1,2,3\n")
    assert len(read_table(path, limit=20)) == 20


def test_gzip_is_read_like_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,x\n2,y\n"))
    assert read_table(path).to_pydict() == {"a": [1, 2], "b": ["x", "y"]}


def test_stream_gives_the_same_rows_in_pieces(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n" + "".join(f"{n},t{n % 7}\n" for n in range(30_000)))
    pieces = list(stream_table(path, block=7_000))
    assert max(map(len, pieces)) <= 7_000
    assert pa.concat_tables(pieces).equals(read_table(path).combine_chunks().cast(pieces[0].schema))


def test_types_of_a_stream_only_widen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bigmodel.data.delimited._BLOCK", 1 << 18)
    filler = "1,2025-01-01\n" * 90_000
    path = write(tmp_path / "a.csv", "a,b\n" + filler + "2.5,soon\n" + filler)
    types = [(piece["a"].type, piece["b"].type) for piece in stream_table(path)]
    assert types[0] == (pa.int64(), pa.timestamp("us"))
    widened = types.index((pa.float64(), pa.string()))
    assert all(pair == (pa.float64(), pa.string()) for pair in types[widened:])
    assert len(types) > widened + 2


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "empty"
    sheet = book.create_sheet("claims")
    sheet.append(["id", "when", "amount", "flag", "mixed", None])
    sheet.append([1, datetime.datetime(2025, 1, 2, 3, 4), 1.5, True, "x", None])
    sheet.append([2, datetime.datetime(2025, 2, 2), None, False, 7, None])
    sheet.append([3, None, "=1+1", True, "N/A", None])
    path = tmp_path / "a.xlsx"
    book.save(path)
    options = sniff(path)
    assert (options.format, options.header) == ("excel", True)
    table = read_table(path, options)
    assert table.to_pydict() == {
        "id": [1, 2, 3],
        "when": [datetime.datetime(2025, 1, 2, 3, 4), datetime.datetime(2025, 2, 2), None],
        "amount": [1.5, None, None],
        "flag": ["true", "false", "true"],
        "mixed": ["x", "7", None],
    }
    assert len(read_table(path, options, limit=2)) == 2
    with pytest.raises(Problem, match="no sheet 'other'"):
        read_table(path, options.model_copy(update={"sheet": "other"}))


def test_parquet_types_become_the_four(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "d": pa.array([1, None], pa.date32()),
            "z": pa.array([0, 1], pa.timestamp("ms", "Europe/Berlin")),
            "b": [True, False],
            "c": pa.array(["x", "y"]).dictionary_encode(),
            "f": pa.array([1.5, float("nan")], pa.float32()),
            "i": pa.array([1, 2], pa.int8()),
            "l": [[1], [2, 3]],
            "n": pa.nulls(2),
        }
    )
    pq.write_table(table, path)
    read = read_table(path)
    kinds = {str(field.type) for field in read.schema}
    assert kinds == {"timestamp[us]", "string", "double", "int64"}
    assert read["b"].to_pylist() == ["true", "false"]
    assert read["f"].to_pylist() == [1.5, None]
    assert [len(piece) for piece in stream_table(path, block=1)] == [1, 1]
    assert len(read_table(path, limit=1)) == 1


def test_options_refuse_nonsense() -> None:
    for bad in ({"separator": ",,"}, {"separator": '"'}, {"encoding": "no-such"}, {"encoding": "base64"}):
        with pytest.raises(ValueError, match="should be"):
            ReadOptions.model_validate(bad)
