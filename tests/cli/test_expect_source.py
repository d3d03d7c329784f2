import pytest

from bigmodel.cli.train import expect_source
from bigmodel.spec import Problem
from bigmodel.tasks.task import Input

FILES = Input("data", "Data", (".csv",))
FOLDERS = Input("data", "Pictures", (".zip",), folders=True)


def test_a_folder_is_taken_where_the_input_takes_folders(tmp_path):
    expect_source(tmp_path, FOLDERS)
    with pytest.raises(Problem, match="This is a folder"):
        expect_source(tmp_path, FILES)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(Problem, match="no such file or folder"):
        expect_source(tmp_path / "gone", FOLDERS)
    with pytest.raises(Problem, match=r"gone: There is no such file\."):
        expect_source(tmp_path / "gone", FILES)
