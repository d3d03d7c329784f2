"""Answers to what-ifs that were kept with a run (``scenarios.json``)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bigmodel.runs.ids import clean_name, new_id
from bigmodel.runs.lock import FileLock
from bigmodel.runs.write import write_bytes
from bigmodel.spec import Outcomes, Problem, Scenario

_LIST = TypeAdapter(list[Scenario])


class Scenarios:
    """The kept scenarios of one run; two tabs that change them at the same time both succeed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Scenario]:
        """The scenarios, oldest first; none where the file is missing.

        Raises:
            Problem: The file is damaged or was written by another version.
        """
        try:
            return _LIST.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except ValidationError as error:
            raise Problem(
                "The kept scenarios can't be read", where=self._path.name, remedy="Delete the file to start a new list."
            ) from error

    def get(self, id: str) -> Scenario:
        """The scenario of an id.

        Raises:
            Problem: There is none, or the file is damaged.
        """
        for scenario in self.read():
            if scenario.id == id:
                return scenario
        raise Problem("This scenario was deleted, or belongs to another run", remedy="Choose one of the list.")

    def keep(
        self, name: str, section: str, values: Mapping[str, Any], outcomes: Sequence[Outcomes], epochs: int | None
    ) -> Scenario:
        """Append a scenario.

        Args:
            name: A person's name for it.
            section: The part of the What if page.
            values: What stood in the inputs, JSON values.
            outcomes: The numbers that were shown.
            epochs: Epochs of the result that answered.

        Raises:
            Problem: The name is empty or too long, or the file can't be written.
        """
        with FileLock(self._lock):
            before = self.read()
            id, taken = new_id(), {scenario.id for scenario in before}
            while id in taken:
                id = new_id()
            scenario = Scenario(
                id=id,
                name=clean_name(name),
                created=time.time(),
                section=section,
                values=dict(values),
                outcomes=tuple(outcomes),
                epochs=epochs,
            )
            self._write([*before, scenario])
        return scenario

    def rename(self, id: str, name: str) -> None:
        """Give a scenario another name.

        Raises:
            Problem: There is no such scenario, or the name is empty or too long.
        """
        with FileLock(self._lock):
            renamed = self.get(id).model_copy(update={"name": clean_name(name)})
            self._write([renamed if scenario.id == id else scenario for scenario in self.read()])

    def delete(self, id: str) -> None:
        """Forget a scenario; one that is gone already is no mistake."""
        with FileLock(self._lock):
            self._write([scenario for scenario in self.read() if scenario.id != id])

    @property
    def _lock(self) -> Path:
        return self._path.with_name(".scenarios.lock")

    def _write(self, scenarios: list[Scenario]) -> None:
        write_bytes(self._path, _LIST.dump_json(scenarios, indent=1))
