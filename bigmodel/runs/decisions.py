"""Decisions that were kept with a run (``decisions.json``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bigmodel.runs.lock import FileLock
from bigmodel.runs.write import write_bytes
from bigmodel.spec import Costs, Problem, Record


class KeptDecision(Record):
    """A threshold that somebody kept, with what it does on validation and on test rows.

    Attributes:
        name: A person's name for it.
        created: Seconds since 1970.
        threshold: The score from which a case is flagged.
        costs: What mistakes cost.
        validation: What the threshold does on validation rows (tp, fp, fn, tn, money ...).
        test: The same on test rows.
        epochs: Epochs that the result had been trained for; a run that is resumed has another result later. None where
            an earlier version kept it.
    """

    name: str
    created: float
    threshold: float
    costs: Costs
    validation: dict[str, Any]
    test: dict[str, Any]
    epochs: int | None = None


_LIST = TypeAdapter(list[KeptDecision])


def read_decisions(path: Path) -> list[KeptDecision]:
    """The kept decisions, oldest first; none where the file is missing.

    Raises:
        Problem: The file is damaged.
    """
    try:
        return _LIST.validate_json(path.read_bytes())
    except FileNotFoundError:
        return []
    except ValidationError as error:
        raise Problem(
            "The kept decisions can't be read", where=path.name, remedy="Delete the file to start a new list."
        ) from error


def add_decision(path: Path, decision: KeptDecision) -> None:
    """Append a decision; two tabs that keep one at the same time both succeed."""
    with FileLock(path.with_name(".decisions.lock")):
        write_bytes(path, _LIST.dump_json([*read_decisions(path), decision], indent=1))
