"""Turns ``--read NAME=VALUE`` into how files are read."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bigmodel.spec import Problem, Record
from bigmodel.spec.record import explain
from bigmodel.tasks.task import Sources, Task


def reading_options(task: Task, sources: Sources, given: Mapping[str, str]) -> Record | None:
    """What the task detects in the files, changed by what was said; None where nothing was said.

    Args:
        task: The kind of data.
        sources: Files by input.
        given: Name of an option to its value in words; an empty value takes back what was detected where that may be.

    Raises:
        Problem: The files can't be looked at, this kind of data has no options, or one is unknown or not possible.
    """
    if not given:
        return None
    options = task.sniff(sources)
    fields = {} if options is None else {name: each for name, each in type(options).model_fields.items() if asks(each)}
    unknown = next((name for name in given if name not in fields), None)
    if options is None or unknown is not None:
        remedy = f"Options are: {', '.join(fields)}." if fields else "Leave --read out."
        raise Problem(f"There is no option {unknown!r} for reading this data", remedy=remedy)
    said = {name: _meant(fields[name], value) for name, value in given.items()}
    try:
        return type(options).model_validate({**options.model_dump(), **said})
    except ValidationError as error:
        raise Problem(f"This way of reading is not possible: {explain(error)}") from error


def asks(field: FieldInfo) -> bool:
    """Whether a field is for people; one that means something for no format is not."""
    extra = field.json_schema_extra
    return not isinstance(extra, dict) or extra.get("formats") != []


def _meant(field: FieldInfo, value: str) -> Any:
    """What a word stands for: nothing where that may be, one of the choices, or the word for the record to read."""
    kind: Any = field.annotation
    if get_origin(kind) in (Union, types.UnionType):
        kinds = [each for each in get_args(kind) if each is not type(None)]
        if not value and len(kinds) < len(get_args(kind)):
            return None
        kind = kinds[0]
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    return next((choice for choice in choices if str(choice) == value), value)
