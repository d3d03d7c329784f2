"""The words of the command line."""

from __future__ import annotations

import argparse

from bigmodel import __version__
from bigmodel.cli import deliver, inspect, train

LATER = {
    "serve": "Serving a run over HTTP is not there yet; use 'bigmodel export RUN --format onnx --out PATH' for now.",
    "report": "The offline report is not there yet; use 'bigmodel show RUN --json' for its figures.",
}


def make_parser() -> argparse.ArgumentParser:
    """The parser; each command sets ``command`` to the function that runs it."""
    parser = argparse.ArgumentParser(
        prog="bigmodel", description="From a data file to a decision, without a browser. Everything stays here."
    )
    parser.add_argument("--version", action="version", version=f"bigmodel {__version__}")
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")

    templates = commands.add_parser("templates", help="list the use cases")
    templates.add_argument("--json", action="store_true", help="with roles, splits, networks, hyper-parameters")
    templates.set_defaults(command=inspect.list_templates)

    _add_train(commands.add_parser("train", help="train on a file and wait for the result"))

    runs = commands.add_parser("runs", help="list the runs")
    runs.add_argument("--json", action="store_true")
    runs.set_defaults(command=inspect.list_runs)

    for name, text, command in (
        ("show", "show one run", inspect.show_run),
        ("stop", "stop a run and keep its best weights", train.stop_run),
        ("resume", "go on with an interrupted run", train.resume_run),
    ):
        one = commands.add_parser(name, help=text)
        one.add_argument("run", metavar="RUN", help="id or name of the run")
        one.add_argument("--json", action="store_true")
        one.set_defaults(command=command)

    score = commands.add_parser("score", help="score a file with a run's model")
    score.add_argument("run", metavar="RUN")
    score.add_argument("data", metavar="DATA", nargs="+")
    score.add_argument("--out", required=True, metavar="FILE", help="CSV file to write")
    score.add_argument("--json", action="store_true")
    score.set_defaults(command=deliver.score)

    export = commands.add_parser("export", help="take the model out")
    export.add_argument("run", metavar="RUN")
    export.add_argument("--format", required=True, choices=("onnx", "keras", "bundle", "litert"))
    export.add_argument("--out", required=True, metavar="PATH")
    export.set_defaults(command=deliver.export)

    for name, sentence in LATER.items():
        later = commands.add_parser(name, help="not there yet")
        later.add_argument("words", nargs=argparse.REMAINDER)
        later.set_defaults(command=inspect.say_later, sentence=sentence)
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("template", metavar="TEMPLATE", help="slug of the use case, see 'bigmodel templates'")
    parser.add_argument("data", metavar="DATA", nargs="*", help="file of the first input; 'sample' or 'sample:NAME'")
    parser.add_argument("--input", action="append", default=[], metavar="NAME=PATH", help="file of another input")
    parser.add_argument("--target", metavar="COL", help="the column to predict")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE=COL", help="role of a column")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="hyper-parameter, preset, network, cost, what a row is called (case, cases), or how the data is cleaned",
    )
    parser.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how the file is read, for example rate=12000 or separator=tab; the rest is detected",
    )
    parser.add_argument(
        "--derive",
        action="append",
        default=[],
        metavar="NAME=LEFT*RIGHT",
        help="compute a column from two (- + * /); 'offered' takes what the template offers",
    )
    parser.add_argument(
        "--split", metavar="PLAN", help="stratified, last, time:on=COL[,gap=7d], group:COL or column:COL"
    )
    parser.add_argument("--test", metavar="DATA", nargs="+", help="separate test data")
    parser.add_argument("--name", help="name of the run")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(command=train.train)
