"""The scenarios and decisions that were kept with a run: compare, show again, rename, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from bigmodel.runs.decisions import KeptDecision
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Outcomes, Problem, Scenario, Words
from bigmodel.spec.numbers import count, money, score
from bigmodel.ui import state
from bigmodel.ui.attempt import attempt, show_problem
from bigmodel.ui.text import ago, escape, shorten

NAME = 40
DECISION = "Decision of Evaluate"
SHOWN = 5
"""Numbers of a scenario in the list at most; side by side there are all."""


def draw_tray(run: RunFolder) -> None:
    """Draw what was kept with a run, newest first, and what can be done with it."""
    try:
        kept, decisions, report, words = run.scenarios.read(), run.decisions(), run.report(), run.spec().words
    except Problem as problem:
        show_problem(problem)
        return
    if not kept and not decisions:
        return
    st.header("Kept", anchor=False)
    shown, decided = list(reversed(kept)), list(reversed(decisions))
    event = st.dataframe(
        tray_frame(shown, decided, report.epochs if report else None),
        key=f"tray-{run.id}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height="content",
        alt="Kept scenarios and decisions, newest first; tick one to show it again, several to compare them",
    )
    every = [*shown, *(as_scenario(each, words) for each in decided)]
    ticked = [every[place] for place in event["selection"]["rows"] if place < len(every)]
    _draw_actions(run, [each for each in ticked if each.section != DECISION])
    if len(ticked) > 1:
        st.subheader("Side by side", anchor=False)
        st.dataframe(compared(ticked), alt="The numbers of the ticked scenarios side by side")


def tray_frame(kept: Sequence[Scenario], decisions: Sequence[KeptDecision], epochs: int | None) -> pd.DataFrame:
    """One row a scenario, then one a decision, in words.

    Args:
        kept: The scenarios.
        decisions: The decisions.
        epochs: Epochs of the result as it stands: what was kept of an earlier one is marked.
    """
    rows = [
        {
            "Name": shorten(each.name, NAME) + _earlier(each.epochs, epochs),
            "Kind": each.section,
            "Numbers": " · ".join(f"{one.title} {one.value}" for one in each.outcomes[:SHOWN]),
            "When": ago(each.created),
        }
        for each in kept
    ] + [
        {
            "Name": shorten(each.name, NAME) + _earlier(each.epochs, epochs),
            "Kind": DECISION,
            "Numbers": f"Precision {score(each.test['precision'])} · recall {score(each.test['recall'])} · "
            f"{money(each.test['money'], each.costs.currency)} on test data",
            "When": ago(each.created),
        }
        for each in decisions
    ]
    return pd.DataFrame(rows)


def as_scenario(kept: KeptDecision, words: Words) -> Scenario:
    """A decision with its numbers on validation rows, beside them those on test rows, to stand beside scenarios."""
    currency = kept.costs.currency
    said: dict[str, tuple[str, Callable[[Any], str]]] = {
        "Alerts": ("alerts", count),
        "Precision": ("precision", score),
        "Recall": ("recall", score),
        "F1": ("f1", score),
        words.money: ("money", partial(money, currency=currency)),
    }
    outcomes = [
        Outcomes(title=title, value=tell(kept.validation[name]), beside=f"test {tell(kept.test[name])}")
        for title, (name, tell) in said.items()
    ]
    return Scenario(
        id=kept.name,
        name=kept.name,
        created=kept.created,
        section=DECISION,
        outcomes=tuple(outcomes),
        epochs=kept.epochs,
    )


def compared(scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Numbers down, scenarios across; a dash where a scenario does not have a number."""
    titles = list(dict.fromkeys(one.title for each in scenarios for one in each.outcomes))
    columns = {}
    for each in scenarios:
        name = each.name
        while name in columns:
            name += " (again)"
        said = {one.title: f"{one.value} ({one.beside})" if one.beside else one.value for one in each.outcomes}
        columns[name] = [said.get(title, "–") for title in titles]
    return pd.DataFrame(columns, index=pd.Index(titles, name="Number"))


def _earlier(then: int | None, now: int | None) -> str:
    return "" if None in (then, now) or then == now else " (before the run went on)"


def _draw_actions(run: RunFolder, ticked: Sequence[Scenario]) -> None:
    one = ticked[0] if len(ticked) == 1 else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Show again",
            icon=":material/open_in_new:",
            disabled=one is None,
            key=f"tray-show-{run.id}",
            on_click=partial(state.ask_scenario, one.id) if one else None,
        )
        if st.button("Rename", icon=":material/edit:", disabled=one is None, key=f"tray-rename-{run.id}") and one:
            _rename(run, one)
        if st.button("Delete", icon=":material/delete:", disabled=not ticked, key=f"tray-delete-{run.id}"):
            _delete(run, list(ticked))


@st.dialog("Rename scenario", icon=":material/edit:")
def _rename(run: RunFolder, scenario: Scenario) -> None:
    draw_renaming(run, scenario)


def draw_renaming(run: RunFolder, scenario: Scenario) -> None:
    """Draw the form that gives a scenario another name."""
    with st.form("tray-rename-form", border=False):
        name = st.text_input("Name", scenario.name, max_chars=100)
        if st.form_submit_button("Rename", type="primary"):
            attempt(lambda: run.scenarios.rename(scenario.id, name))


@st.dialog("Delete scenarios", icon=":material/delete:")
def _delete(run: RunFolder, scenarios: Sequence[Scenario]) -> None:
    draw_deletion(run, scenarios)


def draw_deletion(run: RunFolder, scenarios: Sequence[Scenario]) -> None:
    """Draw the question whether scenarios are to be deleted, and the button that does it."""
    names = ", ".join(escape(shorten(each.name, NAME)) for each in scenarios)
    st.markdown(f"Delete {names}? What was asked and what came out is removed for good.")
    if st.button("Delete", type="primary", key="tray-delete-sure"):
        if state.scenario_id() in {each.id for each in scenarios}:
            state.open_scenario(None)
        attempt(*(partial(run.scenarios.delete, each.id) for each in scenarios))
