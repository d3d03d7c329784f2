"""One case to edit: its fields on the left, the answer on the right, one component that asks while a field moves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.spec import Case
from bigmodel.ui import inputs

_HERE = Path(__file__).parent
_SCRIPTS = (
    "words.js",
    "decision.charts.js",
    "case.fields.js",
    "case.answer.js",
    "case.sweep.js",
    "case.js",
)


@dataclass(frozen=True)
class Edit:
    """How a case is edited.

    Attributes:
        url: Where the browser asks what the model says.
        turn: While it stays, the form keeps what was put into it.
        told: Called with ``{"changes": [...], "field": ...}`` once the finger rests.
    """

    url: str
    turn: int
    told: Callable[[object], None]


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_draw = st.components.v2.component(
    "bigmodel_case",
    html=_read("case.html"),
    css=_read("decision.css") + _read("case.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)


def draw_case(block: Case, key: str, edit: Edit | None = None) -> None:
    """Draw a case.

    Args:
        block: The case, its form and the answer to begin with.
        key: A key unique on the page.
        edit: How it is edited; without it the form is still.
    """

    def edited() -> None:
        if edit is not None and (told := inputs.told_by(key, "edits")):
            edit.told(told)

    _draw(key=key, data=payload(block, edit), on_edits_change=edited)


def payload(block: Case, edit: Edit | None = None) -> dict[str, Any]:
    """What the browser is fed: the form, the case, the first answer, and where to ask for others."""
    case = (block.question.row, block.question.given, block.title, edit.turn if edit else 0)
    return {
        "identity": hashlib.sha256(repr(case).encode()).hexdigest()[:16],
        "url": edit.url if edit else None,
        "title": block.title,
        "note": block.note,
        "first": len(block.controls) if block.first is None else block.first,
        "controls": [control.model_dump(mode="json") for control in block.controls],
        "question": block.question.model_dump(mode="json"),
        "answer": block.answer.model_dump(mode="json"),
        "words": block.words,
        "threshold": block.threshold,
        "classes": list(block.classes),
        "currency": block.currency,
    }
