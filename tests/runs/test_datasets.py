import errno

import pytest

from bigmodel.spec import Problem


def fill(folder):
    (folder / "rows.bin").write_bytes(b"x" * 1000)
    (folder / "sub").mkdir()
    (folder / "sub" / "more.bin").write_bytes(b"x" * 24)
    return 10, 3, "abc"


def test_a_dataset_is_added_whole(workspace):
    record = workspace.datasets.add("  Claims 2024 ", "tabular", "fraud", fill, sample=True, simulated=True)
    assert (record.name, record.rows, record.columns, record.bytes) == ("Claims 2024", 10, 3, 1024)
    assert record.sample
    assert record.simulated
    assert workspace.datasets.get(record.id) == record
    assert (workspace.datasets.folder(record.id) / "rows.bin").exists()


@pytest.mark.parametrize("error", [Problem("Bad file"), ValueError("bug"), KeyboardInterrupt()])
def test_nothing_is_left_when_filling_fails(workspace, error):
    def fail(folder):
        (folder / "half").write_text("x")
        raise error

    with pytest.raises(type(error)):
        workspace.datasets.add("x", "tabular", "fraud", fail)
    assert list(workspace.datasets.root.iterdir()) == []
    assert workspace.datasets.list() == []


def test_a_full_disk_is_a_sentence(workspace):
    def full(folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Problem, match="disk is full"):
        workspace.datasets.add("x", "tabular", "fraud", full)
    assert list(workspace.datasets.root.iterdir()) == []


def test_newest_first_renamed_and_deleted(workspace):
    first = workspace.datasets.add("a", "tabular", "fraud", fill)
    second = workspace.datasets.add("a", "tabular", "fraud", fill)
    assert first.id != second.id
    assert [record.id for record in workspace.datasets.list()] == [second.id, first.id]
    workspace.datasets.rename(first.id, "b")
    assert workspace.datasets.get(first.id).name == "b"
    workspace.datasets.delete(first.id)
    with pytest.raises(Problem, match="deleted"):
        workspace.datasets.get(first.id)
    assert len(workspace.datasets.list()) == 1


def test_a_damaged_dataset_does_not_hide_the_others(workspace):
    good = workspace.datasets.add("a", "tabular", "fraud", fill)
    bad = workspace.datasets.add("b", "tabular", "fraud", fill)
    (workspace.datasets.folder(bad.id) / "dataset.json").write_text("{")
    assert [record.id for record in workspace.datasets.list()] == [good.id]
    with pytest.raises(Problem, match=r"dataset\.json"):
        workspace.datasets.get(bad.id)


def test_a_dataset_that_a_run_needs_stays(workspace, new_run):
    run = new_run("Morning run")
    dataset = run.spec().dataset
    with pytest.raises(Problem, match="Morning run still needs"):
        workspace.datasets.delete(dataset)
    run.set_status("finished")
    workspace.datasets.delete(dataset)
    assert run.spec().dataset_name == "Claims"
    assert workspace.runs()[0].dataset_name == "Claims"
