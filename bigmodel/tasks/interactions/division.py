"""Dividing a log: leave each user's last choices out, or cut time for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.split_time import split_by_time
from bigmodel.spec import Plan, Problem, Split, numbers
from bigmodel.tasks.interactions.histories import Days, Histories, Longs, RankingCases, RankingParts
from bigmodel.tasks.interactions.log import Log

DAY = 86_400_000_000
Places = NDArray[np.int64]


@dataclass(frozen=True)
class _Asked:
    """Questions as places in the sorted events: ``target`` is asked for, ``end`` is where the history before ends."""

    target: Places
    end: Places


@dataclass(frozen=True)
class _Sorted:
    """Events sorted by user and time: int64 codes from 0 of users and items, where each user's events begin, days."""

    users: tuple[str, ...]
    user: Longs
    starts: Longs
    items: tuple[str, ...]
    item: Longs
    row: Longs
    day: Days | None


def divide_log(log: Log, plan: Plan) -> RankingParts:
    """See ``histories.divide``.

    Raises:
        Problem: The split is not for logs, needs times that the log lacks, or leaves a part empty.
    """
    if not len(log):
        raise Problem(
            "No event is left to learn from", remedy="Look at what was set aside, and lower the least events."
        )
    events = _sorted(log)
    if plan.split.kind == "last":
        train, validation, test = _last_out(events)
    elif plan.split.kind == "time":
        train, validation, test = _by_time(events, log, plan)
    else:
        raise Problem(f"A log is not split {plan.split.kind}", remedy="Leave the last choice out, or split by time.")
    return _parts(events, train, validation, test)


@dataclass(frozen=True)
class LastQuestions:
    """What a log that came later asks a model: of each user the last event, from those before.

    Attributes:
        cases: The questions that can be asked; ``user`` is a place in ``users``.
        users: Everybody in the log.
        able: Users with two events or more.
        asked: As many of them as were drawn.
        new_items: Of those, users whose last item is no candidate.
    """

    cases: RankingCases
    users: tuple[str, ...]
    able: int
    asked: int
    new_items: int


def last_questions(log: Log, items: Sequence[str], most: int) -> LastQuestions:
    """The questions of a later log, as the split ``last`` asks for its test.

    Args:
        log: Cleaned, with all users and items.
        items: The candidates; ``items[i]`` has code ``i + 1``.
        most: Users that are asked for at most, drawn by a fixed seed where there are more.
    """
    events = _sorted(log)
    known = {item: place + 1 for place, item in enumerate(items)}
    codes = np.array([known.get(item, 0) for item in events.items], np.int32)[events.item]
    ends = every = events.starts[1:][np.diff(events.starts) >= 2]
    if len(ends) > most:
        ends = np.sort(np.random.default_rng(0).choice(ends, most, replace=False))
    cases = _cases(events, codes, np.arange(len(events.users)), _Asked(ends - 1, ends - 1), name="later", notes=[])
    return LastQuestions(cases, events.users, len(every), len(ends), int((codes[ends - 1] == 0).sum()))


def _sorted(log: Log) -> _Sorted:
    users, items = (log.events[name].combine_chunks().dictionary_encode() for name in ("user", "item"))
    users, items = (each.combine_chunks() if isinstance(each, pa.ChunkedArray) else each for each in (users, items))
    user = users.indices.to_numpy().astype(np.int64)
    starts = np.searchsorted(user, np.arange(len(users.dictionary) + 1)).astype(np.int64)
    return _Sorted(
        users=tuple(users.dictionary.to_pylist()),
        user=user,
        starts=starts,
        items=tuple(items.dictionary.to_pylist()),
        item=items.indices.to_numpy().astype(np.int64),
        row=np.asarray(log.events["row"].to_numpy(), np.int64),
        day=log.events["time"].to_numpy().astype("datetime64[D]") if log.timed else None,
    )


def _last_out(events: _Sorted) -> tuple[NDArray[np.bool_], _Asked, _Asked]:
    counts = np.diff(events.starts)
    ends = events.starts[1:]
    test = (ends - 1)[counts >= 2]
    validation = (ends - 2)[counts >= 3]
    train = np.ones(len(events.user), bool)
    train[test] = train[validation] = False
    return train, _Asked(validation, validation), _Asked(test, test)


def _by_time(events: _Sorted, log: Log, plan: Plan) -> tuple[NDArray[np.bool_], _Asked, _Asked]:
    split = plan.split
    if not log.timed:
        raise Problem(
            "The log has no times to split by", remedy="Give a column the role time, or leave the last choice out."
        )
    named = plan.one("time")
    if split.column is not None and named is not None and split.column != named.name:
        raise Problem(
            f"The split goes by {split.column!r}, and {named.name!r} is the time", remedy="Give both the same column."
        )
    part = split_by_time(log.events["time"], named.name if named else "time", split)
    time = np.asarray(pc.cast(log.events["time"], pa.int64()).to_numpy(), np.int64)
    return part == 0, _first_after(events, time, part == 1, split), _first_after(events, time, part == 2, split)


def _first_after(events: _Sorted, time: Longs, inside: NDArray[np.bool_], split: Split) -> _Asked:
    """Of each user the first event inside a span, and where his events from the span's start (less the gap) begin."""
    places = np.flatnonzero(inside)
    users, first = np.unique(events.user[places], return_index=True)
    reach = time[places].min() - round(split.gap * DAY)
    before = np.concatenate([[0], np.cumsum(time < reach)])
    start = events.starts[users]
    return _Asked(places[first], start + before[events.starts[users + 1]] - before[start])


def _parts(events: _Sorted, train: NDArray[np.bool_], validation: _Asked, test: _Asked) -> RankingParts:
    seen = np.bincount(events.item[train], minlength=len(events.items)) > 0
    order = sorted(np.flatnonzero(seen).tolist(), key=lambda code: events.items[code])
    code = np.zeros(len(events.items), np.int32)
    code[order] = np.arange(1, len(order) + 1)
    codes = code[events.item]
    trained = np.unique(events.user[train])
    later = np.setdiff1d(np.concatenate([events.user[validation.target], events.user[test.target]]), trained)
    place = np.full(len(events.users), -1, np.int64)
    place[trained] = np.arange(len(trained))
    place[later] = len(trained) + np.arange(len(later))
    notes: list[str] = []
    built = [
        _cases(events, codes, place, asked, name=name, notes=notes)
        for name, asked in (("validation", validation), ("test", test))
    ]
    for name, found in (("training", trained), ("validation", built[0]), ("test", built[1])):
        if not len(found):
            raise Problem(f"The split leaves nothing for {name}", remedy="Choose another split or keep more users.")
    rows = np.flatnonzero(train)
    starts = np.append(np.searchsorted(events.user[rows], trained), len(rows)).astype(np.int64)
    return RankingParts(
        items=tuple(events.items[each] for each in order),
        users=tuple(events.users[each] for each in (*trained, *later)),
        train=Histories(codes[rows], starts),
        validation=built[0],
        test=built[1],
        notes=tuple(notes),
        train_rows=events.row[rows],
    )


def _cases(
    events: _Sorted, codes: NDArray[np.int32], place: Longs, asked: _Asked, *, name: str, notes: list[str]
) -> RankingCases:
    """The questions that can be asked: target among the candidates, something known in the history."""
    known = np.concatenate([[0], np.cumsum(codes > 0)])
    start = events.starts[events.user[asked.target]]
    length = known[asked.end] - known[start]
    new_item, empty = codes[asked.target] == 0, length == 0
    fine = ~(new_item | empty)
    if new_item.any():
        notes.append(_note(int(new_item.sum()), name, "the item does not occur in training, so it is no candidate"))
    if (empty & ~new_item).any():
        notes.append(_note(int((empty & ~new_item).sum()), name, "the user chose nothing known before"))
    first, length = known[start][fine], length[fine]
    starts = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], length)
    chosen = np.flatnonzero(codes > 0)[np.repeat(first, length) + within]
    target = asked.target[fine]
    history, day = Histories(codes[chosen], starts), events.day[chosen] if events.day is not None else None
    return RankingCases(place[events.user[target]], history, codes[target], events.row[target], day)


def _note(count: int, name: str, why: str) -> str:
    noun = "question" if count == 1 else "questions"
    return f"{numbers.count(count)} {noun} of the {name} part left out: {why}."
