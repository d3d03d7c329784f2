"""``bigmodel train``, ``stop`` and ``resume``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bigmodel import jobs
from bigmodel.cli.choices import make_plan, pairs
from bigmodel.cli.computed import with_computed
from bigmodel.cli.found import find_run
from bigmodel.cli.how_read import reading_options
from bigmodel.cli.result import print_json, run_result, summary
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import ACTIVE, Event, Problem
from bigmodel.tasks.task import Input, Sources
from bigmodel.templates import template as find_template
from bigmodel.templates.reading import read_dataset, read_sample
from bigmodel.templates.template import Sample, Template

SAMPLE = "sample:"
"""What stands before the name of a sample."""
POLL_SECONDS = 0.1
LOOK_SECONDS = 2.0
"""How often is looked whether somebody still trains the run."""
FAILED = 1
STOPPED = 130


def train(options: argparse.Namespace) -> int:
    """Read the data, plan, train and print the result."""
    chosen = find_template(options.template)
    sources = gather_sources(chosen, options)
    roles = pairs(options.role, "--role")
    if options.target:
        roles.append(("target", options.target))
    workspace = Workspace()
    store = workspace.datasets
    sample = wanted_sample(chosen, options)
    how = dict(pairs(options.read, "--read"))
    if sample and how:
        raise Problem("The sample is read as it is", remedy="Leave --read out, or give a file.")
    if sample:
        record = read_sample(store, chosen, sample)
    else:
        record = read_dataset(store, chosen, sources, options=reading_options(chosen.task, sources, how))
    data = chosen.task.open(workspace.datasets.folder(record.id))
    plan = make_plan(chosen, data, roles, options.split, dict(pairs(options.settings, "--set")))
    plan = with_computed(chosen, plan, options.derive)
    findings = chosen.check(data, plan)
    stops = [finding for finding in findings if finding.severity == "stop"]
    if stops:
        raise Problem(f"{stops[0].title}. {stops[0].detail}", where=record.name)
    hparams = chosen.task.networks[plan.network].make(plan.hparams)
    words = chosen.words_of(plan)
    folder = workspace.new_run(
        chosen.task.kind, chosen.task.trainer, plan, record, hparams.seed, name=options.name, words=words
    )
    jobs.submit(workspace, folder)
    return wait(workspace, folder, options.json)


def gather_sources(chosen: Template, options: argparse.Namespace) -> Sources:
    """The files by input; empty where one of the template's samples is meant.

    Raises:
        Problem: An input is unknown or a file does not exist.
    """
    if wanted_sample(chosen, options) is not None:
        return {}
    known = {each.name: each for each in chosen.task.inputs}
    sources: dict[str, list[Path]] = {"data": [Path(path).expanduser() for path in options.data]}
    for name, path in [*pairs(options.input, "--input"), *(("test", path) for path in options.test or ())]:
        if name not in known:
            raise Problem(f"There is no input {name!r}", remedy=f"Inputs are: {', '.join(known)}.")
        sources.setdefault(name, []).append(Path(path).expanduser())
    for name, paths in sources.items():
        if len(paths) > 1 and not known[name].many:
            raise Problem(f"The input {name!r} takes one file, {len(paths)} were given")
        for path in paths:
            expect_source(path, known[name])
    return {name: paths for name, paths in sources.items() if paths}


def wanted_sample(chosen: Template, options: argparse.Namespace) -> Sample | None:
    """The sample that is meant: the first by nothing or ``sample``, others by ``sample:NAME``; None for own files.

    Raises:
        Problem: There is no sample of that name.
    """
    if options.input or len(options.data) > 1:
        return None
    said = options.data[0] if options.data else "sample"
    if said == "sample":
        return chosen.sample
    if not said.startswith(SAMPLE):
        return None
    name = said.removeprefix(SAMPLE)
    found = next((sample for sample in chosen.samples if name in (sample.name, sample.name.partition(".")[0])), None)
    if found is None:
        names = ", ".join(SAMPLE + sample.name for sample in chosen.samples)
        raise Problem(f"There is no sample {name!r}", remedy=f"Samples are: {names}.")
    return found


def expect_source(path: Path, source: Input) -> None:
    """See that a path can be read as an input.

    Raises:
        Problem: There is nothing, or a folder where a file is wanted.
    """
    if path.is_dir() and not source.folders:
        raise Problem("This is a folder", where=str(path), remedy="Give the path of a file.")
    if not path.exists():
        wanted = "file or folder" if source.folders else "file"
        raise Problem(f"There is no such {wanted}", where=str(path))


def wait(workspace: Workspace, folder: RunFolder, as_json: bool) -> int:
    """Follow a run to its end; Control-C asks it to stop and keep its best weights."""
    after, told, looked = 0, "", time.monotonic()
    print(f"run {folder.id}", file=sys.stderr)
    while True:
        try:
            events, after = folder.events(after)
            for event in events:
                line = _line(event)
                if line and line != told:
                    print(line, file=sys.stderr)
                    told = line
            if folder.status().status not in ACTIVE:
                break
            if time.monotonic() - looked > LOOK_SECONDS:
                jobs.reconcile(workspace)
                looked = time.monotonic()
            time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            print(jobs.stop(workspace, folder.id), file=sys.stderr)
    status = folder.status()
    if as_json:
        print_json(run_result(folder))
    elif folder.has_result():
        print(summary(folder))
    if status.status == "finished":
        return 0
    print(f"bigmodel: {folder.name()} {status.status}. {status.message}".strip(), file=sys.stderr)
    # A stop that came before there was anything to keep leaves the run interrupted, and it was stopped all the same.
    stopped = status.status == "stopped" or (status.status == "interrupted" and folder.stop_asked())
    return STOPPED if stopped else FAILED


def stop_run(options: argparse.Namespace) -> int:
    """Ask a run to stop."""
    workspace = Workspace()
    folder = find_run(workspace, options.run)
    print(f"{folder.name()}: {jobs.stop(workspace, folder.id)}", file=sys.stderr)
    return 0


def resume_run(options: argparse.Namespace) -> int:
    """Go on with an interrupted run and wait for it."""
    workspace = Workspace()
    folder = find_run(workspace, options.run)
    jobs.resume(workspace, folder.id)
    return wait(workspace, folder, options.json)


def _line(event: Event) -> str:
    if event["kind"] == "epoch":
        numbers = ", ".join(
            f"{name} {event[name]:.4g}"
            for name in ("loss", "val_loss", "val_accuracy", "ndcg", "hit_rate", "f1", "pr_auc")
            if name in event
        )
        return f"epoch {event['epoch']:.0f}: {numbers}"
    if event["kind"] in ("status", "log"):
        return " ".join(filter(None, (event.get("status"), event.get("message"))))
    return ""
