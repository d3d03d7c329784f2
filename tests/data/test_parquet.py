from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigmodel.data import parquet
from bigmodel.data.parquet import read_parquet, stream_parquet
from bigmodel.spec import Problem

ROWS = 4_000


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """400 MB of one text in a file of some kilobytes."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["x" * 100_000] * ROWS, "n": range(ROWS)}), path, compression="zstd")
    assert path.stat().st_size < 100_000
    return path


def test_text_that_unfolds_beyond_memory_is_refused_early(bomb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "most_bytes", lambda: 50 << 20)
    monkeypatch.setattr(parquet, "PIECE", 4 << 20)
    held: list[int] = []
    plain = parquet._plain
    monkeypatch.setattr(parquet, "_plain", lambda *given: (held.append(pa.total_allocated_bytes()), plain(*given))[1])
    with pytest.raises(Problem, match=r"a\.parquet: The table unfolds to more than 50 MB"):
        read_parquet(bomb)
    assert 0 < max(held) < 100 << 20


def test_the_first_rows_are_read_alone(bomb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "most_bytes", lambda: 50 << 20)
    assert len(read_parquet(bomb, limit=20)) == 20


def test_a_stream_comes_in_pieces_of_bounded_size(bomb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "PIECE", 4 << 20)
    rows = 0
    for piece in stream_parquet(bomb, 65_536):
        assert piece.nbytes < 8 << 20
        assert piece["n"][0].as_py() == rows
        rows += len(piece)
    assert rows == ROWS


def test_types_and_order_survive(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({
        "s": ["a", None, "", "b"] * 50, "l": [[1, 2], None, [], [3]] * 50, "b": [b"x", b"y", None, b"x"] * 50,
        "d": pa.array(["p", "q", "p", None] * 50).dictionary_encode(), "n": range(200),
    })  # fmt: skip
    pq.write_table(table, path, row_group_size=60)
    read = read_parquet(path)
    assert read["s"].to_pylist() == ["a", None, None, "b"] * 50
    assert read["l"].to_pylist() == ["[1, 2]", None, "[]", "[3]"] * 50
    assert read["b"].to_pylist() == ["x", "y", None, "x"] * 50
    assert read["d"].to_pylist() == ["p", "q", "p", None] * 50
    assert read["n"].to_pylist() == list(range(200))
    assert pa.concat_tables(stream_parquet(path, 7)).to_pydict() == read.to_pydict()
