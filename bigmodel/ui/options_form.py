"""A form drawn from the fields of any record: how a file is read, corrected by hand."""

from __future__ import annotations

import types
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import streamlit as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bigmodel.spec import Problem, Record
from bigmodel.spec.record import explain

Options = TypeVar("Options", bound=Record)
SIGNS = {"": "none", ".": "point  .", ",": "comma  ,", '"': 'double  "', "'": "single  '"}
AUTOMATIC = "automatic"
SHOWN = {"\t": "tab", " ": "space"}


def draw_options(options: Options, key: str) -> Options:
    """Draw one input a field, filled with what was detected, and give the record as it now stands.

    A field with ``formats`` in its ``json_schema_extra`` is drawn for these formats only; one with ``choices`` is
    chosen from the values of the field of that name, where there are any.

    Args:
        options: The detected values.
        key: Starts the keys of the inputs; another file takes another key.

    Raises:
        Problem: A value is not allowed.
    """
    with st.grid(2, min_column_width=120, vertical_alignment="bottom"):
        values = options.model_dump()
        for name, field in type(options).model_fields.items():
            if applies(field, values.get("format")):
                choices = _choices(field, values)
                values[name] = _draw(name, field, getattr(options, name), f"{key}-{name}", choices)
    try:
        return type(options).model_validate(values)
    except ValidationError as error:
        raise Problem(f"This way of reading is not possible: {explain(error)}") from error


def applies(field: FieldInfo, format: str | None) -> bool:
    """Whether a field means something for files of a format."""
    extra = field.json_schema_extra
    formats = extra.get("formats") if isinstance(extra, dict) else None
    return not isinstance(formats, list) or format in formats


def _choices(field: FieldInfo, values: dict[str, Any]) -> list[Any]:
    extra = field.json_schema_extra
    source = extra.get("choices") if isinstance(extra, dict) else None
    return list(values[source]) if isinstance(source, str) else []


def _draw(name: str, field: FieldInfo, value: Any, key: str, choices: list[Any]) -> Any:
    label = field.title or name.replace("_", " ").capitalize()
    kind, optional = _kind(field.annotation)
    if choices and value is None:
        choices = [None, *choices]
    if value in choices:
        return st.selectbox(
            label, choices, index=choices.index(value), key=key, help=field.description, format_func=_or_automatic
        )
    if get_origin(kind) is Literal:
        choices = [None, *get_args(kind)] if optional else list(get_args(kind))
        return st.selectbox(
            label, choices, index=choices.index(value), key=key, help=field.description, format_func=_sign_in_words
        )
    if kind is bool:
        return st.toggle(label, value=value, key=key, help=field.description)
    if kind in (int, float):
        empty = "not given" if optional else None
        number = None if value is None else kind(value)
        form, step = ("%d", 1) if kind is int else ("%g", None)
        low, high = (_bound(field, name, kind) for name in ("ge", "le"))
        return st.number_input(
            label, low, high, number, key=key, help=field.description, placeholder=empty, format=form, step=step
        )
    written = st.text_input(
        label,
        value=SHOWN.get(value, value) or "",
        key=key,
        help=field.description,
        placeholder=AUTOMATIC if optional else None,
    )
    return None if optional and not written else written


def _kind(annotation: Any) -> tuple[Any, bool]:
    """The type without ``None``, and whether ``None`` is allowed."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return inner[0], len(inner) < len(get_args(annotation))
    return annotation, False


def _bound(field: FieldInfo, name: str, kind: Any) -> Any:
    """The smallest (``ge``) or largest (``le``) number that a field takes, None where it has no such bound."""
    return next((kind(getattr(each, name)) for each in field.metadata if hasattr(each, name)), None)


def _or_automatic(value: Any) -> str:
    return AUTOMATIC if value is None else str(value)


def _sign_in_words(value: Any) -> str:
    return _or_automatic(SIGNS.get(value, value))
