from pathlib import Path

import pytest

from bigmodel.runs.workspace import Workspace
from bigmodel.templates import reading, template
from bigmodel.templates.reading import name_of, read_dataset, read_sample

ROWS = "amount,fraud\n" + "\n".join(f"{row}.5,{'yes' if row % 9 == 0 else 'no'}" for row in range(90))


@pytest.fixture
def store(tmp_path):
    return Workspace(tmp_path / "home").datasets


def write(folder: Path, name: str, content: str = ROWS) -> dict[str, list[Path]]:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return {"data": [path]}


def test_equal_data_of_the_same_name_is_reused(store, tmp_path):
    first = read_dataset(store, template("fraud"), write(tmp_path / "a", "cards.csv"))
    assert read_dataset(store, template("fraud"), write(tmp_path / "b", "cards.csv")) == first
    read_dataset(store, template("fraud"), write(tmp_path / "a", "cards 2.csv"))
    read_dataset(store, template("fraud"), write(tmp_path / "b", "cards.csv", f"{ROWS}\n1,no"))
    assert sorted(record.name for record in store.list()) == ["cards 2.csv", "cards.csv", "cards.csv"]


def test_a_sample_that_did_not_come_along_is_made(store, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SAMPLES", tmp_path / "nowhere")
    record = read_sample(store, template("images"))
    assert (record.name, record.sample) == (template("images").sample.name, True)
    assert record.rows > 1000
    assert read_sample(store, template("images")) == record


def test_several_files_are_named_by_the_first_and_their_number():
    assert name_of(template("images"), {"data": [Path("/a/x.gz"), Path("/a/y.gz")]}) == "x.gz and 1 more"
    assert name_of(template("images"), {"data": [Path("/a/x.zip")], "test": [Path("/a/t.zip")]}) == "x.zip"
