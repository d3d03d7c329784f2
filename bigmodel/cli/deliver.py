"""``bigmodel score`` and ``export``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import zipfile
from pathlib import Path

from bigmodel.cli.found import find_run
from bigmodel.cli.result import print_json
from bigmodel.cli.train import expect_source
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.runs.write import write_whole
from bigmodel.spec import Problem
from bigmodel.templates import template as find_template

FILES = {"onnx": "model.onnx", "keras": "model.keras"}
BUNDLE = ("model.onnx", "model.keras", "schema.json")


def score(options: argparse.Namespace) -> int:
    """Score a file and write it with score and decision beside every row."""
    folder = with_result(options.run)
    paths = [Path(path).expanduser() for path in options.data]
    task = find_template(folder.spec().plan.template).task
    for path in paths:
        expect_source(path, task.inputs[0])
    out = _writable(Path(options.out).expanduser())
    scored = task.score_file(folder, {"data": paths}, out)
    for sentence in scored.differences:
        print(sentence, file=sys.stderr)
    if options.json:
        print_json(
            {
                "run": folder.id,
                "rows": scored.rows,
                "alerts": scored.alerts,
                "counts": dict(scored.counts),
                "differences": list(scored.differences),
                "out": str(out),
            }
        )
    else:
        shown = ", ".join(f"{name} {count:,}" for name, count in scored.counts.items())
        print(f"{scored.rows:,} scored ({shown}), written to {out}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Copy the model out as ONNX, Keras or a zip of the whole bundle."""
    if options.format == "litert":
        raise Problem("Export to LiteRT is not there yet", remedy="Use --format onnx or keras for now.")
    folder = with_result(options.run)
    out = _writable(Path(options.out).expanduser())

    def write(path: Path) -> None:
        if options.format != "bundle":
            shutil.copyfile(folder.bundle / FILES[options.format], path)
            return
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in BUNDLE:
                archive.write(folder.bundle / name, name)

    write_whole(out, write)
    print(f"{out} ({out.stat().st_size / 1024:,.0f} KB)", file=sys.stderr)
    return 0


def _writable(out: Path) -> Path:
    """The path of a file to write, made sure of before anything is computed for it; folders are not made.

    Raises:
        Problem: Its folder does not exist or can't be written, or there is a folder of this name.
    """
    if out.is_dir():
        raise Problem("This is a folder", where=str(out), remedy="Name a file in it.")
    if not out.parent.is_dir():
        raise Problem("There is no such folder", where=str(out.parent), remedy="Make it first, or choose another.")
    if not os.access(out.parent, os.W_OK):
        raise Problem("Nothing can be written into this folder", where=str(out.parent), remedy="Choose another.")
    return out


def with_result(name: str) -> RunFolder:
    """A run that has a model.

    Raises:
        Problem: There is no such run, or it has no result.
    """
    folder = find_run(Workspace(), name)
    if not folder.has_result():
        raise Problem(
            f"{folder.name()} has no result: it is {folder.status().status}",
            remedy="Wait for it or choose another run.",
        )
    for file in BUNDLE:
        if not (folder.bundle / file).is_file():
            raise Problem("The run's model is gone", where=f"{folder.id}/bundle/{file}", remedy="Train it again.")
    return folder
