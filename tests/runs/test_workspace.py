import errno
import json
import os
import sqlite3
import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.runs import index
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Interval, Problem, Report


def report(value: float = 0.7) -> Report:
    test = {"accuracy": Interval(value=0.9), "pr_auc": Interval(value=value, low=0.6, high=0.8)}
    return Report(
        best_epoch=1,
        epochs=2,
        threshold=0.5,
        metrics={"test": test},
        baselines={},
        counts={"train": [5, 5]},
        seconds=1.0,
    )


def test_a_new_run_is_queued_and_complete(workspace, new_run, plan):
    run = new_run("  My\nrun ")
    row = workspace.runs()[0]
    assert (row.id, row.name, row.status, row.place) == (run.id, "My run", "queued", 1)
    assert (row.template, row.dataset_name) == ("fraud", "Claims")
    assert row.created > 0
    spec = run.spec()
    assert spec.run == run.id
    assert spec.plan == plan
    assert "numpy" in spec.versions


def test_the_environment_names_the_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path / "elsewhere"))
    assert Workspace().root == tmp_path / "elsewhere"
    assert (tmp_path / "elsewhere" / "runs").is_dir()


def test_a_workspace_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem, match="workspace can't be made"):
        Workspace(tmp_path / "file" / "home")


def test_the_newest_run_comes_first_and_the_queue_counts_from_the_oldest(workspace, new_run):
    runs = [new_run() for _ in range(3)]
    rows = workspace.runs()
    assert [row.id for row in rows] == [run.id for run in reversed(runs)]
    assert [row.place for row in rows] == [3, 2, 1]
    runs[0].set_status("training")
    assert [row.place for row in workspace.runs()] == [2, 1, None]


def test_a_listing_sees_every_change_at_once(workspace, new_run):
    run = new_run()
    for number in range(20):  # faster than the file system's clock moves
        run.set_status("training", f"step {number}")
        assert workspace.runs()[0].message == f"step {number}"
        run.rename(f"name {number}")
        assert workspace.runs()[0].name == f"name {number}"
    report().save(run.report_path)
    run.set_status("finished")
    row = workspace.runs()[0]
    assert row.headline is not None
    assert (row.headline.metric, row.headline.value, row.headline.low) == ("pr_auc", 0.7, 0.6)
    assert row.ended is not None


def test_another_program_sees_the_same_runs(workspace, new_run):
    run = new_run()
    other = Workspace(workspace.root)
    assert other.runs() == workspace.runs()
    other.run(run.id).set_status("failed", "Said elsewhere.")
    assert workspace.runs()[0].message == "Said elsewhere."


def test_a_run_is_deleted_only_when_it_is_over(workspace, new_run):
    run = new_run()
    with pytest.raises(Problem, match="not over yet"):
        workspace.delete_run(run.id)
    run.set_status("finished")
    workspace.delete_run(run.id)
    assert workspace.runs() == []
    assert list(workspace.runs_path.iterdir()) == []
    with pytest.raises(Problem, match="was deleted"):
        workspace.run(run.id)
    with pytest.raises(Problem, match="was deleted"):
        run.set_status("training")


@pytest.mark.parametrize(
    "id", ["", ".", "..", "../index", "a/../b-c-1", "/etc-x-1", "calm-otter-1\n", "CALM-otter-1", "calm-otter-1/..", 3]
)
def test_hostile_ids_never_reach_the_disk(workspace, id):
    for ask in (workspace.run, workspace.delete_run, workspace.datasets.get, workspace.datasets.folder):
        with pytest.raises(Problem):
            ask(id)
    assert workspace.runs_path.is_dir()


@given(st.text())
def test_no_text_climbs_out(text):
    workspace = Workspace.__new__(Workspace)
    workspace.runs_path = Path(__file__).parent
    with pytest.raises(Problem):
        workspace.run(text)


@pytest.mark.parametrize("name", ["spec.json", "status.json", "label.json", "report.json", "events.jsonl"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[]", b"null", b'{"epoch": 1e999}', b'{"name": "\\ud800"}', b"[" * 100_000]
)
def test_a_damaged_file_is_a_sentence_in_the_list(workspace, new_run, name, content):
    good, bad = new_run(), new_run()
    bad.set_status("finished")
    workspace.runs()
    (bad.path / name).write_bytes(content)
    for _ in range(2):
        rows = {row.id: row for row in workspace.runs()}
        assert rows[good.id].status == "queued"
        row = rows[bad.id]
        assert row.name
        assert row.name.isprintable()
        if name in {"spec.json", "status.json", "report.json"}:
            assert name in row.message
    assert isinstance(bad.events()[0], list)


@pytest.mark.parametrize("name", ["spec.json", "status.json"])
def test_a_missing_file_is_a_sentence_in_the_list(workspace, new_run, name):
    run = new_run()
    (run.path / name).unlink()
    row = workspace.runs()[0]
    assert row.status == "failed"
    assert name in row.message


def test_foreign_things_are_passed_over(workspace, new_run):
    run = new_run()
    (workspace.runs_path / "notes.txt").write_text("mine")
    (workspace.runs_path / "My folder").mkdir()
    (workspace.runs_path / "calm-file-1").write_text("not a folder")
    (run.path / "picture.png").write_bytes(b"x")
    assert [row.id for row in workspace.runs()] == [run.id]


def test_an_empty_folder_with_a_runs_name_is_listed_with_a_sentence(workspace):
    (workspace.runs_path / "calm-otter-1").mkdir()
    row = workspace.runs()[0]
    assert row.status == "failed"
    assert "damaged" in row.message


@pytest.mark.parametrize("content", [b"", b"not a database at all, only some text that is long enough" * 50])
def test_a_damaged_index_mends_itself(workspace, new_run, content):
    new_run()
    rows = workspace.runs()
    for suffix in ("-wal", "-shm"):
        (workspace.root / f"index.db{suffix}").unlink(missing_ok=True)
    (workspace.root / "index.db").write_bytes(content)
    assert workspace.runs() == rows
    assert workspace.runs() == rows
    with sqlite3.connect(workspace.root / "index.db") as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_the_index_is_used_and_can_be_thrown_away(workspace, new_run):
    new_run()
    rows = workspace.runs()
    with sqlite3.connect(workspace.root / "index.db") as connection:
        connection.execute("UPDATE runs SET message = 'remembered'")
    assert workspace.runs()[0].message == "remembered"
    for path in workspace.root.glob("index.db*"):
        path.unlink()
    assert workspace.runs() == rows


def test_an_index_of_a_release_with_other_columns_is_made_anew(workspace, new_run, monkeypatch, caplog):
    new_run()
    with monkeypatch.context() as older:
        columns = tuple(name for name in index._COLUMNS if name != "queued")
        older.setattr(index, "_COLUMNS", columns)
        older.setattr(index, "_VERSION", zlib.crc32(" ".join(columns).encode()) & 0x7FFFFFFF)
        workspace.runs()
    assert workspace.runs()[0].queued is not None
    assert not caplog.records
    with sqlite3.connect(workspace.root / "index.db") as connection:
        assert connection.execute("SELECT queued FROM runs").fetchone()[0] is not None


@pytest.mark.parametrize("wrong", ["status = 'dreaming'", "headline = '{\"metric\": 1}'", "created = 'yesterday'"])
def test_a_remembered_row_that_no_longer_fits_is_read_anew(workspace, new_run, wrong, caplog):
    new_run()
    rows = workspace.runs()
    with sqlite3.connect(workspace.root / "index.db") as connection:
        connection.execute(f"UPDATE runs SET {wrong}")
    assert workspace.runs() == rows
    assert len(caplog.records) == 1
    assert workspace.runs() == rows
    assert len(caplog.records) == 1


def test_a_busy_index_does_not_stop_the_list(workspace, new_run, monkeypatch):
    run = new_run()

    def busy(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(sqlite3, "connect", busy)
    assert [row.id for row in workspace.runs()] == [run.id]


def test_many_writers_and_readers_at_once(workspace, new_run):
    failures: list[BaseException] = []
    runs = [new_run() for _ in range(4)]

    def work(number: int) -> None:
        own = Workspace(workspace.root)
        try:
            for step in range(25):
                own.run(runs[number].id).set_status("training", str(step))
                assert next(row for row in own.runs() if row.id == runs[number].id).message == str(step)
        except (AssertionError, Problem, sqlite3.Error, OSError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {row.message for row in workspace.runs()} == {"24"}


def test_a_full_disk_leaves_no_half_run(workspace, new_run, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    new_run()
    with monkeypatch.context() as patched:
        patched.setattr(os, "utime", full)
        with pytest.raises(Problem, match="disk is full"):
            new_run()
    assert len(list(workspace.runs_path.iterdir())) == 1


def test_left_over_folders_are_swept_after_a_day(workspace, new_run):
    run = new_run()
    old, young = workspace.runs_path / ".new-old", workspace.datasets.root / ".gone-young"
    old.mkdir()
    young.mkdir()
    os.utime(old, (0, 0))
    workspace.sweep()
    assert not old.exists()
    assert young.exists()
    assert run.path.exists()


@pytest.mark.parametrize(("name", "said"), [("", "empty"), (" \n\t\x00", "empty"), ("x" * 101, "101 characters")])
def test_names_have_a_measure(workspace, new_run, name, said):
    run = new_run("good")
    with pytest.raises(Problem, match=said):
        workspace.rename_run(run.id, name)
    assert run.name() == "good"


def test_a_hostile_name_is_only_text(workspace, new_run):
    name = "<img src=x onerror=alert(1)> ![x](http://x) 数据 =1+1"
    run = new_run(name)
    assert run.name() == name
    assert json.loads((run.path / "label.json").read_bytes()) == {"name": name}
