"""Recommend for everybody in a new log: the best items of each, in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.read import read_table
from bigmodel.data.reading import Reading, options_like
from bigmodel.data.write import CsvWriter
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.differences import NAME_LENGTH
from bigmodel.inference.histories import leave_out_known, pad_left, top_items
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Plan, Problem, Schema, numbers
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.interactions.clean import clean
from bigmodel.tasks.interactions.log import Log
from bigmodel.tasks.interactions.options import with_options
from bigmodel.tasks.interactions.roles import guess_roles
from bigmodel.tasks.interactions.separated import with_tabs
from bigmodel.tasks.task import Scored

TOP = 10
"""Items that are written for each user."""
PREVIEW = 20
USERS = 1024
"""Users that are scored at once, so that memory does not grow with the log."""
LISTED, UNLISTED = "with recommendations", "nothing known in the history"


def score_log(run: RunFolder, source: Path, out: Path) -> Scored:
    """Write the best items for every user of a log; users need not have been in training.

    Args:
        run: A run with a bundle.
        source: A log: user and item, time where it is known.
        out: CSV file to write: user, rank, item, title and score, best first.

    Raises:
        Problem: The log can't be read, no column names users or items, or none of its items is known.
    """
    bundle = Bundle.load(run.bundle, threads=2)
    encoder = bundle.schema.encoder
    code = {item: place + 1 for place, item in enumerate(encoder["items"])}
    trained = run.spec().plan
    log, plan = read_histories(source, bundle.schema, trained)
    counts, unknown, preview = {LISTED: 0, UNLISTED: 0}, 0, pa.table({})
    partial = out.with_name(out.name + ".part")
    try:
        with CsvWriter(partial) as writer:
            for users, histories in _batches(log):
                codes = [[code[item] for item in history if item in code] for history in histories]
                unknown += sum(map(len, histories)) - sum(map(len, codes))
                some = [place for place, history in enumerate(codes) if history]
                counts[UNLISTED] += len(codes) - len(some)
                if not some:
                    continue
                counts[LISTED] += len(some)
                kept = [codes[place] for place in some]
                scores = bundle.score({"history": pad_left(kept, encoder["length"])})
                rows = best_items([users[place] for place in some], kept, scores, encoder)
                writer.write(rows)
                preview = preview if len(preview) else rows.slice(0, PREVIEW)
        if not counts[LISTED]:
            raise nothing_known(source.name)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return Scored(
        rows=sum(counts.values()),
        alerts=None,
        counts={name: count for name, count in counts.items() if count},
        differences=[*taken_instead(trained, plan), *_differences(unknown, len(log), counts[UNLISTED])],
        preview=preview.to_pydict(),
    )


def read_histories(source: Path, schema: Schema, trained: Plan) -> tuple[Log, Plan]:
    """A log cleaned as in training, but with all users and items, however rare, and the roles of its columns.

    Columns that are called as in training have the roles that they had there; the others are guessed.

    Args:
        source: The file.
        schema: Says how the training file was read.
        trained: The plan of the training.
    """
    with with_tabs(source) as plain:
        options = options_like(plain, Reading.model_validate(schema.encoder.get("reading", {})))
        table = read_table(plain, options)
    fixed = {
        field.role: field.name
        for field in trained.fields
        if field.role != "ignore" and field.name in table.column_names
    }
    plan = Plan(
        template=trained.template,
        fields=guess_roles(table, fixed),
        outcome=trained.outcome,
        network=trained.network,
        options=trained.options,
    )
    return clean(table, None, with_options(plan, core_users=1, core_items=1), options), plan


def nothing_known(where: str) -> Problem:
    """What to say where no item of a log is known."""
    return Problem(
        "None of the items in this log is known to the model",
        where=where,
        remedy="Choose a log of the shop that it was trained on.",
    )


def taken_instead(trained: Plan, plan: Plan) -> list[str]:
    """What is said where users or items stand in a column that is called otherwise than in training."""
    said = []
    for role in ("user", "item"):
        before, now = ({field.name for field in each.named(role)} for each in (trained, plan))
        if before and now and before != now:
            missing, taken = (shorten(", ".join(sorted(names)), NAME_LENGTH) for names in (before, now))
            said.append(
                f"No column is called {missing}, so {taken} was taken for the {role}. Check that it names {role}s."
            )
    return said


def best_items(
    users: Sequence[str], histories: Sequence[Sequence[int]], scores: NDArray[np.float32], encoder: Mapping[str, Any]
) -> pa.Table:
    """Rows of user, rank, item, title and score, the best items of each user.

    Args:
        users: Names, n of them.
        histories: Codes (from 1) of what each chose; left out where the model suggests nothing twice.
        scores: float32 (n, items), column j is of ``encoder["items"][j]``.
        encoder: Items, their titles, and whether they are suggested again.
    """
    if not encoder["repeats"]:
        scores = leave_out_known(scores, histories)
    order = top_items(scores, TOP)
    shown = order >= 0
    user, rank = np.nonzero(shown)
    places = order[shown].tolist()
    return pa.table(
        {
            "user": pa.array([users[place] for place in user.tolist()], pa.string()),
            "rank": rank + 1,
            "item": pa.array([encoder["items"][place] for place in places], pa.string()),
            "title": pa.array([encoder["titles"][place] for place in places], pa.string()),
            "score": np.round(scores[user, places].astype(np.float64), 6),
        }
    )


def _batches(log: Log) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Users with their histories, oldest first, some at a time."""
    users, items = (log.events[name].to_pylist() for name in ("user", "item"))
    names: list[str] = []
    histories: list[list[str]] = []
    for user, item in zip(users, items, strict=True):
        if not names or names[-1] != user:
            if len(names) == USERS:
                yield names, histories
                names, histories = [], []
            names.append(user)
            histories.append([])
        histories[-1].append(item)
    if names:
        yield names, histories


def _differences(unknown: int, events: int, unlisted: int) -> list[str]:
    found = []
    if unknown:
        part = numbers.share(unknown / max(1, events))
        found.append(f"{part} of the events are about items that the model does not know; they were passed over.")
    if unlisted:
        users = "user has" if unlisted == 1 else "users have"
        found.append(f"{numbers.count(unlisted)} {users} no known item in the history and got no recommendations.")
    return found
