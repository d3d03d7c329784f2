"""The live chart of a run: one component that asks the server what is new and changes in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Words
from bigmodel.spec.demo import Speed
from bigmodel.ui import inputs
from bigmodel.ui.routes import events_url, plotly_url

KEY = "live-chart"
_HERE = Path(__file__).parent
_SCRIPTS = (
    "words.js",
    "live_chart.words.js",
    "live_chart.course.js",
    "live_chart.kinds.js",
    "live_chart.tips.js",
    "live_chart.plots.js",
    "live_chart.replay.js",
    "live_chart.player.js",
    "live_chart.js",
)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_draw = st.components.v2.component(
    "bigmodel_live_chart",
    html=_read("live_chart.html"),
    css=_read("live_chart.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)


def draw_live_chart(
    run: RunFolder | None, words: Words, stop: Callable[[str], None], replay: Speed | None = None
) -> None:
    """Draw the live chart. The page runs again by itself when the run comes to its end.

    Args:
        run: The run; None draws nothing but loads the chart library, so that the first point finds it there.
        words: The template's words.
        stop: Called with the run's id when the user presses Stop.
        replay: Play the run again at this speed once it is over, without a press of its button.
    """

    def stopped() -> None:
        asked = inputs.told_by(KEY, "stop")
        if run is not None and asked == run.id:
            stop(run.id)

    _draw(
        key=KEY,
        data={"plotly": plotly_url(), **(payload(run, words, replay) if run else {"run": None})},
        on_stop_change=stopped,
        on_done_change=lambda: None,
    )


def payload(run: RunFolder, words: Words, replay: Speed | None = None) -> dict[str, Any]:
    """What the browser needs to know about a run; all that changes while it goes comes from the route."""
    spec, status = run.spec(), run.status()
    outcome = spec.plan.outcome
    return {
        "run": run.id,
        "name": run.name(),
        "events": events_url(run.id),
        "status": status.status,
        "asked": status.queued,
        "stopping": status.active and run.stop_asked(),
        "binary": outcome is not None and outcome.binary,
        "ranking": outcome is not None and outcome.ranking,
        "cases": words.cases,
        "flagged": words.flagged,
        "money": words.money,
        "currency": spec.plan.costs.currency,
        "replay": replay,
    }
