"""One of the test users: what he chose, what is suggested and why; liking and removing moves the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import MODEL, CaseRanks, read_ranks
from bigmodel.spec import Block, Control, Sentence, Table, Words
from bigmodel.spec.numbers import count
from bigmodel.tasks.interactions.suggest import Suggestion, bundle_of, columns_of, labels, offered, suggest
from bigmodel.tasks.task import Dataset

USERS = 5_000
"""Users to choose from at most."""
LISTED = 200
"""Items of a history that are shown at most, the most recent ones."""


class Person:
    """History beside suggestions."""

    title = "One by one"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Who, and what he liked since or does not want."""
        if run.report() is None:
            return ()
        users, items = read_ranks(run).user[:USERS], offered(bundle_of(run).schema.encoder)
        who = run.spec().words.case
        return (
            Control(name="user", title=who[:1].upper() + who[1:], kind="choice", default=users[0], options=users),
            Control(name="add", title="Add to the history", kind="choices", default=(), options=items),
            Control(name="remove", title="Remove", kind="choices", default=(), options=items),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The two lists; nothing before there is a result."""
        if run.report() is None:
            return ()
        cases, bundle = read_ranks(run), bundle_of(run)
        user = values.get("user") or cases.user[0]
        place = cases.user.index(user) if user in cases.user else 0
        encoder = bundle.schema.encoder
        added, removed = (columns_of(encoder, values.get(name) or ()) for name in ("add", "remove"))
        history = [column for column in cases.history[place].tolist() if column not in removed] + added
        listed = suggest(bundle, history, removed)
        return [
            Sentence(f"One {words.case} at a time", level=2),
            Sentence(said(cases, place, encoder, changed=bool(added or removed)), level=4),
            suggestions(bundle, listed, cases, place, changed=bool(added or removed)),
            chosen_before(encoder, history),
        ]


def said(cases: CaseRanks, place: int, encoder: Mapping[str, Any], *, changed: bool) -> str:
    """Where the right item stands in the ranking of the unchanged history."""
    target, rank = labels(encoder)[int(cases.target[place])], int(cases.models[MODEL].rank[place])
    text = f"What {cases.user[place]} chose next was {target}. It stands at place {count(rank)} of the ranking"
    text += f" of {count(len(encoder['items']))} items"
    return f"{text}, before the changes made here." if changed else f"{text}."


def suggestions(bundle: Bundle, listed: Sequence[Suggestion], cases: CaseRanks, place: int, *, changed: bool) -> Table:
    """The list with reasons, the right item marked; after changes with the place before."""
    target = int(cases.target[place])
    before = {int(column): spot + 1 for spot, column in enumerate(cases.models[MODEL].top[place]) if column >= 0}
    columns = suggested(bundle.schema.encoder, listed)
    if changed:
        columns["Place before"] = [
            str(before[each.column]) if each.column in before else "further down" for each in listed
        ]
    columns["Chosen next"] = ["yes" if each.column == target else "" for each in listed]
    return Table("Suggestions", columns)


def suggested(encoder: Mapping[str, Any], listed: Sequence[Suggestion]) -> dict[str, Sequence[Any]]:
    """Place, title, item and reason of a list."""
    titles = encoder["titles"]
    return {
        "Place": list(range(1, len(listed) + 1)),
        "Suggestion": [titles[each.column] for each in listed],
        "Item": [encoder["items"][each.column] for each in listed],
        "Because of": [titles[each.because] if each.because is not None else "" for each in listed],
    }


def chosen_before(encoder: Mapping[str, Any], history: Sequence[int]) -> Table:
    """The history, most recent first."""
    recent = np.asarray(history[::-1][:LISTED], np.int64).tolist()
    title = "History, most recent first" if len(history) <= LISTED else f"The last {LISTED} of {count(len(history))}"
    return Table(
        title,
        {
            "Chosen": [encoder["titles"][column] for column in recent],
            "Item": [encoder["items"][column] for column in recent],
        },
    )
