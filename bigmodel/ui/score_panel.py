"""Next month's file: score and decision beside every row, what differs from training, and the file to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Metric, Plan, Problem, Table
from bigmodel.tasks.task import Scored
from bigmodel.templates import template as template_named
from bigmodel.templates.template import Template
from bigmodel.ui import blocks, incoming, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.upload import draw_input, room

SHOWN = 6
"""The most decisions or classes that get a card."""


def draw_scoring(template: Template, run: RunFolder) -> None:
    """Draw the file to score on the left and what came out on the right."""
    st.header("Score a file", anchor=False)
    st.caption(f"Bring new {template.words.cases}; each gets a score and a decision. The outcome column is not needed.")
    with st.container(key="score-file"):
        paths = draw_input(template, template.task.inputs[0], f"score-{run.id}")
    if not paths:
        return
    try:
        out, scored = _score(template.slug, run.path, tuple(paths), tuple(path.stat().st_mtime for path in paths))
    except Problem as problem:
        show_problem(problem)
        return
    _draw_result(template, run, scored, out, paths[0].name)


@st.cache_data(max_entries=8, ttl="12h", show_spinner="Scoring the file", show_time=True)
def _score(slug: str, run: Path, paths: tuple[Path, ...], changed: tuple[float, ...]) -> tuple[Path, Scored]:
    """Score once for each run and file; ``changed`` (times of change) tells a file from a later one of its name."""
    task = template_named(slug).task
    mark = hashlib.sha256(f"{paths}|{changed}".encode()).hexdigest()[:16]
    out = room() / "scored" / f"{run.name}-{mark}.csv"
    out.parent.mkdir(parents=True, exist_ok=True)
    return out, task.score_file(RunFolder(run), {task.inputs[0].name: paths}, out)


def _draw_result(template: Template, run: RunFolder, scored: Scored, out: Path, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(sentence(template, scored), anchor=False, width="stretch")
        st.download_button(
            "Download with scores",
            data=out.read_bytes,
            file_name=f"{Path(incoming.plain_name(name)).stem}-scored.csv",
            mime="text/csv",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
    cards = [Metric(f"{template.words.cases} scored".capitalize(), text.count(scored.rows))]
    cards += [
        Metric(label.capitalize(), text.count(n), text.share(n / max(scored.rows, 1)))
        for label, n in sorted(scored.counts.items(), key=lambda item: (item[0] == "passed", -item[1]))[:SHOWN]
    ]
    blocks.draw(cards, key="score-cards")
    _draw_differences(scored)
    if scored.preview:
        blocks.draw(Table("First rows", answer_first(scored.preview, run.spec().plan)), key="score-preview")


def answer_first(preview: Mapping[str, Sequence[Any]], plan: Plan) -> dict[str, Sequence[Any]]:
    """The columns of a preview with those in front that scoring has added at its end."""
    outcome = plan.outcome
    added = 2 if outcome is None or outcome.binary else 1 + len(outcome.classes)
    names = list(preview)
    return {name: preview[name] for name in names[-added:] + names[:-added]}


def sentence(template: Template, scored: Scored) -> str:
    """The answer: how many are flagged, or how many of each class there are."""
    words = template.words
    if scored.alerts is not None:
        share = text.share(scored.alerts / max(scored.rows, 1))
        return text.escape(
            f"{text.count(scored.alerts)} of {text.count(scored.rows)} {words.cases} are {words.flagged} ({share})."
        )
    most = max(scored.counts, key=lambda name: scored.counts[name], default=None)
    tail = f"; most are {most} ({text.count(scored.counts[most])})" if most is not None else ""
    return text.escape(f"{text.count(scored.rows)} {words.cases} are sorted{tail}.")


def _draw_differences(scored: Scored) -> None:
    if not scored.differences:
        st.markdown(":green[:material/check_circle:] Nothing differs from the training data.")
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown(":orange[:material/warning:] **What differs from the training data**")
        for said in scored.differences:
            st.caption(text.escape(said))
