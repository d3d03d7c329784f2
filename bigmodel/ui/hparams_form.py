"""The form of any network's hyper-parameters, drawn from its class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from bigmodel.spec import Problem
from bigmodel.spec.hparams import Training
from bigmodel.ui.text import escape

NAMES = {"adamw": "AdamW", "sgd": "SGD", "full_batch": "Full-batch gradient descent", "one_cycle": "One-cycle"}
"""Choices whose name is not just their capitalised word."""


def is_advanced(field: FieldInfo) -> bool:
    """Whether a hyper-parameter stands under "Advanced"."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("advanced"))


def defaults(kind: type[Training], preset: str) -> dict[str, Any]:
    """Every hyper-parameter's value in a preset."""
    return kind.make({"preset": preset}).model_dump()


def changes(kind: type[Training], preset: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan has to hold: the preset and the values that differ from it."""
    usual = defaults(kind, preset)
    return {"preset": preset, **{name: value for name, value in values.items() if value != usual[name]}}


def draw_fields(
    kind: type[Training], values: Mapping[str, Any], key: str, *, advanced: bool, leave_out: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Draw one input a hyper-parameter.

    Args:
        kind: The network's class.
        values: The values to start from, by name.
        key: Prefix of the widgets' keys; another prefix starts from ``values`` again.
        advanced: Whether to draw the advanced ones or the others.
        leave_out: Names that are drawn elsewhere.

    Returns:
        The values by name as the user left them. One out of range has its sentence below its input, and
        ``kind.make`` refuses it.
    """
    drawn = {}
    for name, field in kind.model_fields.items():
        if is_advanced(field) == advanced and name not in leave_out:
            drawn[name] = draw_field(field, values[name], f"{key}-{name}")
            said = fault(kind, name, drawn[name])
            if said:
                st.error(escape(said))
    return drawn


def fault(kind: type[Training], name: str, value: Any) -> str:
    """What is wrong with one value, empty where nothing is."""
    try:
        kind.make({name: value})
    except Problem as problem:
        return problem.what
    return ""


def draw_field(field: FieldInfo, value: Any, key: str) -> Any:
    """Draw one input by the type of its field: choice, switch, whole or real number.

    Numbers are not bounded by the input: one out of range stays as typed and gets the sentence of its field.
    """
    label, told = field.title or "", field.description
    if get_origin(field.annotation) is Literal:
        options = get_args(field.annotation)
        return st.selectbox(
            label,
            options,
            index=options.index(value),
            format_func=choice_name,
            help=told,
            key=key,
            persist_state="session",
        )
    if field.annotation is bool:
        return st.toggle(label, value, help=told, key=key, persist_state="session")
    if field.annotation is int:
        return st.number_input(label, value=int(value), step=1, help=told, key=key, persist_state="session")
    return st.number_input(
        label,
        value=float(value),
        step=_step(float(value)),
        format="%g",
        help=told,
        key=key,
        persist_state="session",
    )


def choice_name(choice: str) -> str:
    """A choice as it is shown: ``adamw`` is AdamW."""
    return NAMES.get(choice, choice.replace("_", " ").capitalize())


def _step(value: float) -> float:
    """What a press of + or - adds: 1 in the value's first digit, so that it is of use for 0.1 as for 0.0001."""
    return 10.0 ** math.floor(math.log10(value)) if value > 0 else 0.05
