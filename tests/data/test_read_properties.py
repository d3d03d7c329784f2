"""Random tables in random dialects come back the same; random bytes never raise anything but a Problem."""

import csv
import io
import math
import string
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bigmodel.data.convert import MISSING
from bigmodel.data.guess import guess_fields
from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_table, stream_table
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem

ALPHABET = string.ascii_letters + " ,;|\t\"'=<>[]()!#äöüß北京"
WORDS = (
    st.text(ALPHABET, min_size=1, max_size=12).map(lambda text: f"x{text}x").filter(lambda text: text not in MISSING)
)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 4))
COLUMNS = {"text": WORDS, "number": NUMBERS, "whole": st.integers(-(10**12), 10**12)}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    kinds = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=2, max_size=5))
    rows = draw(st.integers(2, 12))
    columns = [draw(st.lists(st.one_of(st.none(), COLUMNS[kind]), min_size=rows, max_size=rows)) for kind in kinds]
    return kinds, columns


def written(value: Any, decimal: str) -> str:
    if value is None:
        return ""
    return repr(value).replace(".", decimal) if isinstance(value, float) else str(value)


@settings(max_examples=80, deadline=None)
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_tables_come_back(  # noqa: PLR0917 - hypothesis draws one each
    content: tuple[list[str], list[list[Any]]], separator: str, encoding: str, decimal: str, end: str, header: bool
) -> None:
    kinds, columns = content
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    if header:
        writer.writerow([f"column {place}" for place in range(1, len(kinds) + 1)])
    writer.writerows([[written(value, decimal) for value in row] for row in zip(*columns, strict=True)])
    options = ReadOptions.model_validate(
        {"separator": separator, "encoding": encoding, "decimal": decimal, "header": header}
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(stream.getvalue().encode(encoding))
        table = read_table(path, options)
        assert sniff(path).separator == separator or all(kind == "text" for kind in kinds)
    assert table.column_names == [f"column {place}" for place in range(1, len(kinds) + 1)]
    for kind, column, read in zip(kinds, columns, table.columns, strict=True):
        cells = read.to_pylist()
        if kind == "text":
            assert cells == column
        else:
            assert all(
                (was is None and now is None) or math.isclose(float(was), float(now), rel_tol=1e-12, abs_tol=1e-12)
                for was, now in zip(column, cells, strict=True)
            )


PIECES = [
    b"a,b\n", b"1,2\n", b'"', b"\r\n", b"\x00", b"\xff\xfe", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"\x80\x04", b";",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xe4\xb8", b"\xb1\xb1\xbe\xa9", b"=1+1", b"31.12.2025", b"1e999", b"-", b"'",
    b"2025-13-45\n", b"0001-01-01 00:00:00+14:00\n", b"99999999999999999999\n", b"\xef\xbb\xbf", b",,,\n",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=25).map(b"".join),
    )
)
@example(b"PAR1" + b"\x00" * 40 + b"PAR1")
@example(b"a,b\n0001-01-01 00:00:00+14:00,1\n")
def test_random_bytes_are_a_table_or_a_problem(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            options = sniff(path)
            table = read_table(path, options)
            pieces = sum(map(len, stream_table(path, options)))
        except Problem:
            return
        assert len(table) == pieces > 0
        assert len(set(table.column_names)) == table.num_columns
        assert all(name.strip() for name in table.column_names)
        assert len(guess_fields(table)) == table.num_columns
