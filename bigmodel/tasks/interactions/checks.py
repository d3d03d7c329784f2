"""What to know about a log before training, gravest first."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.words_in import matches
from bigmodel.spec import Finding, Plan, Problem, Remedy, Split, numbers
from bigmodel.tasks.interactions.catalogue import item_column
from bigmodel.tasks.interactions.columns import NO_TIME, role_times
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.histories import RankingParts, divide
from bigmodel.tasks.interactions.log import Log
from bigmodel.tasks.interactions.options import options_of, with_options
from bigmodel.tasks.interactions.roles import HINTS
from bigmodel.tasks.interactions.words import SET_ASIDE, aside_title

FEW_USERS = 100
"""Below so many judged users an interval is too wide to tell networks apart."""
TOP = 10
_GRAVITY = ("stop", "warning", "note", "good")


def check_log(data: InteractionDataset, plan: Plan) -> list[Finding]:
    """Look for trouble in a log under a plan.

    Returns:
        Findings, gravest first. ``stop`` stands only where no training is possible.
    """
    try:
        log = data.log(plan)
    except Problem as problem:
        return [_stop("no_role", problem)]
    found = _about_rows(log, plan)
    if not len(log):
        return _sorted([_nothing_left(log, plan), *found])
    found += [*_about_time(data, log, plan), *_about_values(log, plan), *_about_catalogue(data, log)]
    items = len(log.catalogue)
    if items < 2:
        one = Problem("All events are about one item, so there is nothing to rank", remedy="Choose the item column.")
        return _sorted([_stop("one_item", one), *found])
    if items <= TOP:
        title = f"Only {items} items: a list of ten holds them all"
        detail = "Precision and recall of the first ten then tell little; look at shorter lists."
        found.append(Finding(code="few_items", severity="note", title=title, detail=detail))
    try:
        parts = divide(data, plan)
    except Problem as problem:
        return _sorted([_stop("no_split", problem, _other_split(plan)), *found])
    return _sorted([*found, *_about_parts(parts), _good(log)])


def _about_rows(log: Log, plan: Plan) -> list[Finding]:
    found = []
    for why, count in log.aside.items():
        heavy = count > 0.5 * log.rows
        title, detail, remedies = aside_title(why, count), SET_ASIDE[why][2], _remedies(why, plan)
        if why == "rare":
            wanted = options_of(plan)
            detail = (
                f"{_counted(log.rare_users, 'user')} and {_counted(log.rare_items, 'item')}: users need "
                f"{wanted.core_users} events and items {wanted.core_items}. {detail}"
            )
        found.append(
            Finding(
                code=f"aside_{why}",
                severity="warning" if heavy else "note",
                title=title,
                detail=detail,
                remedies=remedies,
            )
        )
    if log.single:
        title = f"{_counted(log.single, 'user')} with one event"
        detail = "There is nothing before it to go by, so they are left out of judging."
        found.append(Finding(code="one_event", severity="note", title=title, detail=detail))
    return found


def _remedies(why: str, plan: Plan) -> tuple[Remedy, ...]:
    if why == "rare":
        return (Remedy(label="Keep all users and items", plan=with_options(plan, core_users=1, core_items=1)),)
    if why == "disliked":
        return (Remedy(label="Count every rating", plan=with_options(plan, liked_from=None)),)
    role = {"free": "price"}.get(why)
    field = plan.one(role) if role else None
    if field is not None:
        return (Remedy(label="Keep them", plan=plan.with_role(field.name, "ignore")),)
    return ()


def _about_time(data: InteractionDataset, log: Log, plan: Plan) -> list[Finding]:
    if not log.timed:
        named = plan.one("time")
        detail = (
            "What stands later in the file is taken for what was chosen later. In a file sorted otherwise, what comes "
            "next then means little, and so does the result."
        )
        missing = "The log has no time" if named is None else f"No cell of {named.name} is a time"
        title = f"{missing}, so the order of the file is taken"
        remedies = _perhaps_time(data, plan)
        return [Finding(code="no_time", severity="warning", title=title, detail=detail, remedies=remedies)]
    found = []
    time = np.asarray(pc.cast(log.events["time"], pa.int64()).to_numpy())
    user = log.events["user"].combine_chunks()
    same_user = np.asarray(pc.equal(user[1:], user[:-1]).to_numpy(zero_copy_only=False), bool)
    ties = float(((time[1:] == time[:-1]) & same_user).sum() / max(1, same_user.sum()))
    if ties > 0.5:
        title = f"{numbers.share(ties)} of the events happened at the moment of the one before"
        detail = "Within a moment the order of the file is taken for the order of choice."
        found.append(Finding(code="ties", severity="note", title=title, detail=detail))
    field = plan.one("time")
    if plan.split.kind == "last" and field is not None:
        changed = plan.model_copy(update={"split": Split(kind="time", column=field.name)})
        found.append(
            Finding(
                code="later_others",
                severity="note",
                title="Training holds what others chose after the tested choices",
                detail="Leaving the last choice out is how results are compared; a split by time is what a live shop "
                "will see, and its numbers are lower.",
                remedies=(Remedy(label="Split by time", plan=changed),),
            )
        )
    return found


def _perhaps_time(data: InteractionDataset, plan: Plan) -> tuple[Remedy, ...]:
    """Columns that are called like a time and hold some times, though too few to be taken for it by themselves."""
    found = []
    for field in plan.named("ignore"):
        if matches(field.name, HINTS["time"]) is None or field.name not in data.table.column_names:
            continue
        times = role_times(data.table, plan.with_role(field.name, "time"), data.reading.options)
        if times is not None:
            missing = int((times == NO_TIME).sum())
            label = f"Take {field.name} as the time and set {_counted(missing, 'row')} without one aside"
            found.append(Remedy(label=label, plan=plan.with_role(field.name, "time")))
    return tuple(found[:1])


def _about_values(log: Log, plan: Plan) -> list[Finding]:
    field = plan.one("value")
    if field is None:
        return []
    if log.value_kind is None:
        title = f"{field.name} is the same in every row"
        detail = "It tells nothing, so each row counts as one choice."
        return [Finding(code="constant_value", severity="note", title=title, detail=detail, column=field.name)]
    if log.value_kind == "quantity" or options_of(plan).liked_from is not None:
        return []
    value = np.asarray(log.events["value"].to_numpy())
    scale = np.unique(value[np.isfinite(value)])
    if len(scale) < 2:
        return []
    liked = float(scale[min(len(scale) - 1, math.ceil(0.7 * len(scale)))])
    label = f"Count ratings from {liked:g} on only"
    return [
        Finding(
            code="all_ratings",
            severity="note",
            title=f"Every rating counts as a choice, from {scale[0]:g} on",
            detail="That somebody took the time to rate says more than how much he liked it; or count the high ones.",
            column=field.name,
            remedies=(Remedy(label=label, plan=with_options(plan, liked_from=liked)),),
        )
    ]


def _about_catalogue(data: InteractionDataset, log: Log) -> list[Finding]:
    if data.brought is None:
        return []
    texts = log.catalogue["item"].combine_chunks()
    name = item_column(data.brought, texts)
    if name is None:
        title = "No item of the log stands in the catalogue"
        return [Finding(code="catalogue", severity="warning", title=title, detail="Items go without titles.")]
    return []


def _about_parts(parts: RankingParts) -> list[Finding]:
    found = [Finding(code="left_out", severity="note", title=note) for note in parts.notes]
    judged = len(parts.test)
    if judged < FEW_USERS:
        title = f"Only {judged} {'user' if judged == 1 else 'users'} to judge by"
        detail = "Every number on the test will have a wide interval."
        found.append(Finding(code="few_users", severity="warning", title=title, detail=detail))
    return found


def _other_split(plan: Plan) -> tuple[Remedy, ...]:
    if plan.split.kind == "last":
        return ()
    return (Remedy(label="Leave the last choice out", plan=plan.model_copy(update={"split": Split(kind="last")})),)


def _nothing_left(log: Log, plan: Plan) -> Finding:
    wanted = options_of(plan)
    keep = Remedy(label="Keep all users and items", plan=with_options(plan, core_users=1, core_items=1))
    rare = bool(log.aside.get("rare"))
    return Finding(
        code="nothing_left",
        severity="stop",
        title="No event is left to learn from",
        detail=f"Users need {wanted.core_users} events and items {wanted.core_items}, and none has them."
        if rare
        else "Every row was set aside; look at the roles of the columns.",
        remedies=(keep,) if rare and (wanted.core_users > 1 or wanted.core_items > 1) else (),
    )


def _good(log: Log) -> Finding:
    users = pc.count_distinct(log.events["user"]).as_py()
    items = numbers.count(len(log.catalogue))
    title = f"{numbers.count(len(log))} events of {numbers.count(users)} users and {items} items"
    return Finding(code="good", severity="good", title=title, detail="Enough to learn from." if users >= 100 else "")


def _counted(count: int, noun: str) -> str:
    """``1 user``, ``1,200 users``."""
    return f"{numbers.count(count)} {noun if count == 1 else noun + 's'}"


def _stop(code: str, problem: Problem, remedies: tuple[Remedy, ...] = ()) -> Finding:
    return Finding(code=code, severity="stop", title=problem.what, detail=problem.remedy, remedies=remedies)


def _sorted(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: _GRAVITY.index(finding.severity))
