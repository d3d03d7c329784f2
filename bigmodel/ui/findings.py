"""Before you train: what was found in the data, and a button that mends it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from bigmodel.spec import Finding, Remedy
from bigmodel.ui import inputs, state, text

ICONS = {
    "stop": ":red[:material/error:]",
    "warning": ":orange[:material/warning:]",
    "note": ":blue[:material/info:]",
    "good": ":green[:material/check_circle:]",
}
SHOWN = 4


def draw_findings(found: Sequence[Finding]) -> None:
    """One card a finding; many fold away behind the gravest."""
    st.header("Before you train", anchor=False)
    if not found:
        st.caption("All checks found nothing.")
    for number, finding in enumerate(found[:SHOWN]):
        _card(finding, number)
    if rest := found[SHOWN:]:
        with st.expander(f"{len(rest)} more"):
            for number, finding in enumerate(rest, SHOWN):
                _card(finding, number)


def answer(found: Sequence[Finding]) -> str:
    """Whether the data can be trained on, as a sentence."""
    grave = sum(finding.severity == "stop" for finding in found)
    open_points = sum(finding.severity == "warning" for finding in found)
    if grave:
        return "This data can't be trained on yet"
    if open_points:
        return f"Ready, with {_few(open_points)} to look at first"
    return "This data is ready to train on"


def blocking(found: Sequence[Finding]) -> Finding | None:
    """The finding that forbids training, None where training can start."""
    return next((finding for finding in found if finding.severity == "stop"), None)


def _card(finding: Finding, number: int) -> None:
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(width="stretch", gap="xxsmall"):
            title = title_markdown(finding)
            st.markdown(f"{ICONS[finding.severity]} **{title}**")
            if finding.detail:
                st.caption(text.escape(finding.detail))
        for place, remedy in enumerate(finding.remedies):
            st.button(
                text.escape(text.shorten(remedy.label, 40)),
                key=f"remedy-{finding.code}-{number}-{place}",
                on_click=_apply,
                args=(remedy,),
            )


def _apply(remedy: Remedy) -> None:
    state.set_plan(remedy.plan)
    inputs.renew_inputs()


def title_markdown(finding: Finding) -> str:
    """The title as Markdown with nothing in it live; the column's name stands as code where it can."""
    column = finding.column
    if not column or any(sign in column for sign in "`\n\r"):
        return text.escape(finding.title)
    # A whole word: a column "y" is not the end of "only".
    found = re.search(rf"(?<!\w){re.escape(column)}(?!\w)", finding.title)
    if found is None:
        return text.escape(finding.title)
    before, after = finding.title[: found.start()], finding.title[found.end() :]
    return "".join((_escaped(before), f"`{text.shorten(column, 40)}`", _escaped(after)))


def _escaped(part: str) -> str:
    """Escaped, with the space towards the column that ``escape`` takes off."""
    return f"{' ' * part.startswith(' ')}{text.escape(part)}{' ' * part.endswith(' ')}"


def _few(number: int) -> str:
    words = ("one", "two", "three", "four", "five")
    said = words[number - 1] if number <= len(words) else str(number)
    return f"{said} thing{'s' if number > 1 else ''}"
