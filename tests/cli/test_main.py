"""What the command line says when something goes wrong that no command foresaw."""

import argparse
import errno
import os
import sys

import pytest

from bigmodel.cli import main as entry


def fails_with(error, monkeypatch):
    def command(_):
        raise error

    class Parser:
        def parse_args(self, _):
            return argparse.Namespace(command=command)

    # The package's name `main` is the function, so the module is had by its full name.
    monkeypatch.setattr(sys.modules["bigmodel.cli.main"], "make_parser", Parser)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PermissionError(errno.EACCES, os.strerror(errno.EACCES), "x.csv"),
            "bigmodel: x.csv: The file can't be read or written (permission denied).",
        ),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
            "bigmodel: The disk is full. Free some space and try again.",
        ),
        (OSError("odd"), "bigmodel: The file can't be read or written (odd)."),
    ],
)
def test_the_systems_errors_are_one_sentence_and_exit_code_2(error, said, monkeypatch, capsys):
    fails_with(error, monkeypatch)
    assert entry([]) == 2
    assert capsys.readouterr().err == f"{said}\n"


def test_a_bug_shows_its_trace(monkeypatch):
    fails_with(ValueError("shapes"), monkeypatch)
    with pytest.raises(ValueError, match="shapes"):
        entry([])


def test_a_reader_that_has_enough_is_no_error(monkeypatch, capsys):
    fails_with(BrokenPipeError(errno.EPIPE, "Broken pipe"), monkeypatch)
    assert entry([]) == 0
    assert capsys.readouterr().err == ""
