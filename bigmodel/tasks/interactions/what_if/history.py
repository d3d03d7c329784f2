"""One user with another history: the list moves, and each item says where it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import CaseRanks, read_ranks
from bigmodel.spec import Block, Control, Metric, Sentence, Table, Words
from bigmodel.spec.numbers import count
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.interactions.suggest import (
    Suggestion,
    bundle_of,
    columns_of,
    labels,
    offered,
    ranked_columns,
    scores_after,
    suggest,
)
from bigmodel.tasks.interactions.views.person import USERS
from bigmodel.tasks.interactions.what_if.edited import Edited, edit
from bigmodel.tasks.interactions.what_if.events import events_of, number_of
from bigmodel.tasks.interactions.what_if.past_items import past_items
from bigmodel.tasks.task import Dataset, Section

TOP = 10
CHOSEN = "What was chosen next"
ONE = "1 is the most recent event."
PLACES = tuple(f"Suggestion {place}" for place in range(1, TOP + 1))


@dataclass(frozen=True)
class _Answer:
    """What was asked and what came out: the target's column, the ranks of all items before and now, the list now."""

    target: int
    edited: Edited
    before: NDArray[np.int64]
    now: NDArray[np.int64]
    listed: Sequence[Suggestion]


class AnotherHistory:
    """A test user's history, edited: ranks beside what they were, and what each past item carries."""

    title = "Another history"
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Who, what is changed in the history, and which item is looked into."""
        return self.controls_after(run, {})

    def controls_after(self, run: RunFolder, values: Mapping[str, Any]) -> Sequence[Control]:
        """The same, with the events of the user that is chosen."""
        if run.report() is None:
            return ()
        encoder, cases = bundle_of(run).schema.encoder, read_ranks(run)
        users, who = cases.user[:USERS], run.spec().words.case
        events = events_of(cases, _place_of(cases, values), encoder)
        return (
            Control(name="user", title=who[:1].upper() + who[1:], kind="choice", default=users[0], options=users),
            _of_events("out", "Take out", events, ONE),
            _of_events("last", "Make most recent", events, f"In this order, as though they were chosen last. {ONE}"),
            Control(
                name="add",
                title="Choose next",
                kind="choices",
                default=(),
                options=offered(encoder),
                help="Items that join the history at its end, in this order.",
            ),
            Control(name="about", title="Look into", kind="choice", default=CHOSEN, options=(CHOSEN, *PLACES)),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Cards, list and history, then what each past item carries; nothing before there is a result."""
        if run.report() is None:
            return ()
        cases, bundle = read_ranks(run), bundle_of(run)
        place = _place_of(cases, values)
        answer = _ask(bundle, cases, place, values)
        encoder = bundle.schema.encoder
        names = labels(encoder)
        about = _about(answer, str(values.get("about") or CHOSEN))
        return [
            Sentence("Another history", level=2),
            Sentence(said(answer, names, cases.user[place]), level=4),
            *cards(answer, encoder["titles"]),
            suggestions(encoder, answer),
            history_table(encoder, answer.edited),
            *past_items(bundle, answer.edited.now, about, names),
        ]


def _of_events(name: str, title: str, events: tuple[str, ...], said: str) -> Control:
    """A choice among the events of the history; older scenarios call them by their numbers."""
    return Control(
        name=name,
        title=title,
        kind="choices",
        default=(),
        options=events,
        formerly={str(number_of(each)): each for each in events},
        listed=True,
        help=said,
    )


def _place_of(cases: CaseRanks, values: Mapping[str, Any]) -> int:
    """Where the chosen user stands; the first where none of the run is chosen."""
    user = values.get("user")
    return cases.user.index(user) if user in cases.user else 0


def _ask(bundle: Bundle, cases: CaseRanks, place: int, values: Mapping[str, Any]) -> _Answer:
    edited = edit(
        cases.history[place],
        taken_out={number_of(event) for event in values.get("out") or ()},
        put_last=[number_of(event) for event in values.get("last") or ()],
        added=columns_of(bundle.schema.encoder, values.get("add") or ()),
    )
    before, now = ranked_columns(scores_after(bundle, [edited.before, edited.now]))
    return _Answer(int(cases.target[place]), edited, before, now, suggest(bundle, edited.now, count=TOP))


def _about(answer: _Answer, chosen: str) -> int:
    """The column that is looked into; a place that the list does not have falls back to the item chosen next."""
    place = PLACES.index(chosen) if chosen in PLACES else -1
    return answer.listed[place].column if 0 <= place < len(answer.listed) else answer.target


def said(answer: _Answer, names: Sequence[str], user: str) -> str:
    """What was really chosen, and what the edits did to it."""
    text = f"What {user} chose next was {names[answer.target]}."
    now, before = int(answer.now[answer.target]), int(answer.before[answer.target])
    if not answer.edited.changed:
        return f"{text} Take events out, put them last or add some, and the list below moves."
    if now == before:
        return f"{text} After these changes it stands where it stood, at {count(now)}."
    return f"{text} After these changes it {'rises' if now < before else 'falls'} from {count(before)} to {count(now)}."


def cards(answer: _Answer, titles: Sequence[str]) -> list[Metric]:
    """Rank of the item that was chosen next, how much of the list is new, and the first suggestion's rank before."""
    first = answer.listed[0].column if answer.listed else answer.target
    fresh = sum(int(answer.before[each.column]) > TOP for each in answer.listed)
    return [
        Metric(
            "Rank of the next choice",
            count(answer.now[answer.target]),
            f"was {count(answer.before[answer.target])}, of {count(len(answer.now))}",
        ),
        Metric("New among the ten", count(fresh), f"{count(len(answer.listed) - fresh)} stood among them before"),
        Metric("The first suggestion was at", count(answer.before[first]), shorten(titles[first])),
        Metric("Events in the history", count(len(answer.edited.now)), f"was {count(len(answer.edited.before))}"),
    ]


def suggestions(encoder: Mapping[str, Any], answer: _Answer) -> Table:
    """The list, each item's rank before, and a mark beside the one that was chosen next.

    Four narrow columns and a title: room for the history beside it.
    """
    columns = [each.column for each in answer.listed]
    return Table(
        "Suggestions",
        {
            "Place": list(range(1, len(columns) + 1)),
            "Was": [int(answer.before[column]) for column in columns],
            "Suggestion": [encoder["titles"][column] for column in columns],
            "Item": [encoder["items"][column] for column in columns],
            "Chosen next": ["yes" if column == answer.target else "" for column in columns],
        },
        {"Was": "count"},
    )


def history_table(encoder: Mapping[str, Any], edited: Edited) -> Table:
    """The history as it stands, most recent first, then what was taken out; numbers are those of the controls."""
    out = [number for number in range(1, len(edited.before) + 1) if number not in edited.kept]
    numbers = [*["new"] * len(edited.added), *map(str, edited.kept[::-1]), *map(str, out)]
    columns = [*edited.now[::-1].tolist(), *(int(edited.before[len(edited.before) - number]) for number in out)]
    places = range(1, len(edited.now) + 1)
    now = [str(place) if place <= int(encoder["length"]) else "too long ago to count" for place in places]
    return Table(
        "History, most recent first",
        {
            "Number": numbers,
            "Chosen": [encoder["titles"][column] for column in columns],
            "Item": [encoder["items"][column] for column in columns],
            "Place now": [*now, *["taken out"] * len(out)],
        },
    )
