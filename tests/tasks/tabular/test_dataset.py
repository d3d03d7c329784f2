import pyarrow as pa
import pytest

from bigmodel.spec import Problem
from bigmodel.tasks.tabular.dataset import TableDataset


@pytest.fixture
def table():
    return pa.table({"金额": [1.0, None, 3.0], "b": ["x", "y", None]})


def test_a_table_survives_its_folder(tmp_path, table):
    data = TableDataset.create(table, tmp_path)
    assert len(data) == 3
    assert data.columns == 2
    assert TableDataset(tmp_path).table.equals(table)
    assert data.take([2, 0])["金额"].to_pylist() == [3.0, 1.0]


def test_the_fingerprint_is_that_of_the_content(tmp_path, table):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    first = TableDataset.create(table, tmp_path / "a").fingerprint
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert TableDataset.create(chunked, tmp_path / "b").fingerprint == first
    changed = table.set_column(1, "b", pa.array(["x", "y", "z"]))
    assert TableDataset.create(changed, tmp_path / "c").fingerprint != first


def test_damaged_data_is_said(tmp_path):
    with pytest.raises(Problem, match="gone or damaged"):
        TableDataset(tmp_path)
    (tmp_path / "table.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(Problem, match="gone or damaged"):
        TableDataset(tmp_path)
