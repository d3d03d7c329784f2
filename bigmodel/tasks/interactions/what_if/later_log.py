"""A later log: its questions, what the model answers, and what of it the model knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import Ranked
from bigmodel.spec import Plan
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.division import LastQuestions, last_questions
from bigmodel.tasks.interactions.judged import rank_by_bundle, rank_cases
from bigmodel.tasks.interactions.log import Log
from bigmodel.tasks.interactions.score import nothing_known, read_histories, taken_instead

JUDGED = 5_000
"""Users that are judged at most."""


@dataclass(frozen=True)
class LaterLog:
    """A log with the model's answers.

    Attributes:
        questions: Of each user the last event.
        model: Ranks and lists of the model; None where nobody can be asked for.
        popular: Those of the bestsellers of the training.
        users: How many there are.
        known_users: How many of them are in the training log; None where that was deleted.
        continued: How many of them begin with events of the training log.
        events: How many there are.
        items: Item to events of it, as the model's items are called; None counts events of others.
        new_items: Different items that the model does not know.
        differences: Sentences about columns that were taken instead of others.
    """

    questions: LastQuestions
    model: Ranked | None
    popular: Ranked | None
    users: int
    known_users: int | None
    continued: int
    events: int
    items: Counter[str | None]
    new_items: int
    differences: list[str]

    @property
    def new_events(self) -> float:
        """The share of the events that are of items which the model does not know."""
        return self.items[None] / max(1, self.events)


def read_later(
    run: RunFolder, bundle: Bundle, path: Path, data: InteractionDataset | None, progress: Callable[[float], None]
) -> LaterLog:
    """Read a log, hide the last event of each user, and ask the model for it.

    Users that the training log knows go on from there, as far as both have times: a log of one month would else tell
    of each only what was chosen in it.

    Args:
        run: A run with a bundle.
        bundle: The model.
        path: The file.
        data: The run's dataset; None where it was deleted.
        progress: Told the share that is done; what it raises ends the work.

    Raises:
        Problem: The log can't be read, no column names users or items, or none of its items is known.
    """
    encoder, trained = bundle.schema.encoder, run.spec().plan
    progress(0.0)
    log, plan = read_histories(path, bundle.schema, trained)
    items: list[str] = encoder["items"]
    known = pc.is_in(log.events["item"], value_set=pa.array(items, pa.string()))
    counts = _counts(log.events["item"].filter(known))
    if not counts:
        raise nothing_known(path.name)
    new = log.events["item"].filter(pc.invert(known))
    users = log.events["user"].unique()
    known_users, continued = None, 0
    whole = log
    if data is not None:
        known_users = int(pc.sum(pc.is_in(users, value_set=data.log(trained).events["user"].unique())).as_py() or 0)
        whole, continued = continuing(log, data, trained)
    progress(0.0)
    questions = last_questions(whole, items, JUDGED)
    model = popular = None
    if len(questions.cases):
        popularity = np.asarray(encoder.get("counts", np.zeros(len(items))), np.float32)

        def bestsellers(first: int, end: int) -> NDArray[np.float32]:
            return np.tile(popularity, (end - first, 1))

        model = rank_by_bundle(bundle, questions.cases, progress=progress)
        popular = rank_cases(bestsellers, questions.cases, repeats=encoder["repeats"])
    return LaterLog(
        questions=questions,
        model=model,
        popular=popular,
        users=len(users),
        known_users=known_users,
        continued=continued,
        events=len(log),
        items=Counter(counts | {None: len(new)}),
        new_items=len(new.unique()),
        differences=taken_instead(trained, plan),
    )


def continuing(log: Log, data: InteractionDataset, plan: Plan) -> tuple[Log, int]:
    """A later log with what its users chose before it began for them, and how many of them did.

    Args:
        log: The later log.
        data: The training log.
        plan: The run's plan.
    """
    before = data.log(plan)
    if not (log.timed and before.timed):
        return log, 0
    firsts = log.events.group_by("user").aggregate([("time", "min")])
    place = pc.index_in(before.events["user"], value_set=firsts["user"])
    earlier = pc.less(before.events["time"], firsts["time_min"].take(place))
    some = before.events.filter(pc.fill_null(earlier, False)).select(["user", "item", "time", "row"])
    if not some.num_rows:
        return log, 0
    # Rows of one user stand by time; a sort that is stable leaves the order of each file to equal times.
    joined = pa.concat_tables([some, log.events.select(some.column_names)], promote_options="permissive")
    events = joined.sort_by([("user", "ascending"), ("time", "ascending")])
    return replace(log, events=events), len(some["user"].unique())


def _counts(items: pa.ChunkedArray) -> dict[str | None, int]:
    found = pc.value_counts(items)
    return dict(zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True))
