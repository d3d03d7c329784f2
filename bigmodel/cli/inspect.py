"""``bigmodel templates``, ``runs`` and ``show``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bigmodel.cli.found import find_run
from bigmodel.cli.result import print_json, run_result, summary
from bigmodel.jobs import reconcile
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import templates
from bigmodel.templates.template import Template

BAD_USAGE = 2


def list_templates(options: argparse.Namespace) -> int:
    """Print the use cases."""
    if options.json:
        print_json([_described(template) for template in templates().values()])
    else:
        for template in templates().values():
            print(f"{template.slug:<12} {template.title}. {template.summary} ({template.takes})")
    return 0


def _described(template: Template) -> dict[str, Any]:
    task = template.task
    return {
        "template": template.slug,
        "title": template.title,
        "summary": template.summary,
        "task": task.kind,
        "inputs": [
            {"name": each.name, "endings": list(each.endings), "many": each.many, "help": each.help}
            for each in task.inputs
        ],
        "roles": [role.model_dump(mode="json") for role in task.roles],
        "splits": list(task.splits),
        "options": task.options.model_json_schema()["properties"] if task.options else {},
        "costs": template.costs.model_dump(),
        "networks": {
            name: {
                "title": kind.title,
                "summary": kind.summary,
                "presets": {preset: dict(values) for preset, values in kind.presets.items()},
                "hparams": kind.model_json_schema()["properties"],
            }
            for name, kind in task.networks.items()
        },
    }


def list_runs(options: argparse.Namespace) -> int:
    """Print the runs, newest first."""
    workspace = Workspace()
    reconcile(workspace)
    rows = workspace.runs()
    if options.json:
        print_json([row.model_dump(mode="json") for row in rows])
    elif not rows:
        print("No runs yet. Start one with: bigmodel train fraud", file=sys.stderr)
    else:
        for row in rows:
            result = f"{row.headline.metric} {row.headline.value:.3g}" if row.headline else row.message
            print(f"{row.id:<22} {row.status:<12} {row.template:<10} {row.dataset_name}  {result}")
    return 0


def show_run(options: argparse.Namespace) -> int:
    """Print one run."""
    folder = find_run(Workspace(), options.run)
    if options.json:
        print_json(run_result(folder))
        return 0
    status = folder.status()
    print(summary(folder) if folder.has_result() else f"{folder.name()}: {status.status}. {status.message}")
    return 0


def say_later(options: argparse.Namespace) -> int:
    """Say that a command is not there yet."""
    print(f"bigmodel: {options.sentence}", file=sys.stderr)
    return BAD_USAGE
