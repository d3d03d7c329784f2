import errno
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec import Problem
from bigmodel.ui.incoming import KEPT, drop, local_path, plain_name, set_down


class Upload:
    def __init__(self, name: str, content: bytes = b"a,b\n1,2\n", file_id: str = "0f-1") -> None:
        self.name, self.content, self.file_id = name, content, file_id

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@given(st.text(max_size=400))
def test_an_upload_stays_below_its_room(name):
    plain = plain_name(name)
    assert plain not in ("", ".", "..")
    assert not set(plain) & set("/\\\0\n")
    assert len(plain.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "plain"),
    [("../../etc/passwd", "passwd"), ("C:\\Eigene\\Fälle.csv", "Fälle.csv"), ("交易.csv", "交易.csv"), ("..", "file")],
)
def test_only_the_last_part_of_a_name_counts(name, plain):
    assert plain_name(name) == plain


def test_a_long_name_keeps_its_ending():
    assert plain_name("交" * 300 + ".csv.gz").endswith(".csv.gz")


def test_an_upload_is_set_down_once_and_dropped_after(tmp_path):
    path = set_down(Upload("a.csv"), tmp_path / "incoming")
    assert path.read_bytes() == b"a,b\n1,2\n"
    before = path.stat().st_mtime_ns
    assert set_down(Upload("a.csv", b"other"), tmp_path / "incoming") == path
    assert path.stat().st_mtime_ns == before
    drop(path, tmp_path / "incoming")
    assert not path.parent.exists()


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def refuse(_path, _target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Problem, match=r"a\.csv: The disk is full"):
        set_down(Upload("a.csv"), tmp_path / "incoming")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "incoming").write_text("a file stands where the folder should")
    with pytest.raises(Problem, match="can't be written"):
        set_down(Upload("a.csv"), tmp_path / "incoming")


def test_a_file_that_lies_elsewhere_is_never_dropped(tmp_path):
    own = tmp_path / "own" / "a.csv"
    own.parent.mkdir()
    own.write_text("x")
    drop(own, tmp_path / "incoming")
    assert own.exists()


def test_forgotten_uploads_are_thrown_away(tmp_path):
    old = set_down(Upload("a.csv", file_id="old"), tmp_path)
    os.utime(old.parent, (time.time() - KEPT - 60,) * 2)
    set_down(Upload("b.csv", file_id="new"), tmp_path)
    assert not old.exists()


def test_a_path_may_be_quoted(tmp_path):
    path = tmp_path / "Meine Fälle.csv"
    path.write_text("a\n1\n")
    assert local_path(f' "{path}" ', (".csv",)) == path


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.csv", "no file"), ("", "folder"), ("a.exe", "not read here"), ("x\0y.csv", "can't be opened|no file")],
)
def test_a_wrong_path_is_a_sentence(tmp_path, name, said):
    (tmp_path / "a.exe").write_text("x")
    with pytest.raises(Problem, match=said):
        local_path(f"{tmp_path}/{name}", (".csv", ".csv.gz"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_a_sentence(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x")
    path.chmod(stat.S_IWUSR)
    with pytest.raises(Problem, match="can't be opened"):
        local_path(str(path), (".csv",))


def test_a_folder_is_taken_where_folders_will_do(tmp_path):
    assert local_path(str(tmp_path), [".zip"], folders=True) == tmp_path
    with pytest.raises(Problem, match="This is a folder"):
        local_path(str(tmp_path), [".zip"])
