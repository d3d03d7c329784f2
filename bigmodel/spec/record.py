"""The base of all records that are written to files: frozen, checked, without unknown names."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bigmodel.spec.problem import Problem
from bigmodel.spec.shorten import shorten

LONGEST = 80
"""Letters of a wrong value that are repeated."""


class Record(BaseModel):
    """A frozen record that is checked when made and travels as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the record from a JSON file.

        Raises:
            Problem: The file is missing or was not written by this version.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise Problem("The file is gone", where=path.name) from None
        except ValidationError as error:
            raise Problem(
                f"This file does not fit this version of BigModel Studio ({explain(error)})", where=path.name
            ) from error

    def save(self, path: Path) -> None:
        """Write the record as JSON, whole or not at all."""
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(self.model_dump_json(indent=1), encoding="utf-8")
        temporary.replace(path)


def explain(error: ValidationError) -> str:
    """Say the first fault of a validation in words: ``learning_rate: should be greater than 0, got -1``."""
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Input ").removeprefix("Value error, ")
    got = first.get("input")
    told = isinstance(got, str | int | float | bool) and first["type"] != "extra_forbidden"
    shown = f", got {shorten(repr(got), LONGEST)}" if told else ""
    return f"{name}: {said}{shown}" if name else said
