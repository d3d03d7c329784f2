"""Two runs side by side: the verdict, settings that differ, curves over each other, metrics."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from bigmodel.figures.learning import compare_runs
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.row import RunRow
from bigmodel.spec import Problem, Report
from bigmodel.ui import blocks, state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.differences import apart, different, results, settings, verdict

MEASURES = ("val_loss", "pr_auc", "f1", "money", "val_accuracy")
RANKING = ("val_loss", "ndcg", "hit_rate", "val_accuracy")
"""What is drawn by epoch where both runs told it."""


def draw_comparison(first: RunRow, second: RunRow) -> None:
    """Draw what sets two runs apart, the answer first."""
    try:
        runs = [state.workspace().run(row.id) for row in (first, second)]
        specs = [run.spec() for run in runs]
        reports = [run.report() for run in runs]
        chosen = [settings(spec) for spec in specs]
    except Problem as problem:
        show_problem(problem)
        return
    names = _names(first, second)
    st.header(f"{text.escape(names[0])} and {text.escape(names[1])}", anchor=False)
    unlike = apart(specs[0], specs[1])
    if reports[0] is not None and reports[1] is not None:
        st.markdown(text.escape(unlike or verdict(reports[0], reports[1], names)))
    grid = st.grid(2, min_column_width=420, gap="medium")
    with grid.cell():
        lines = different(chosen[0], chosen[1])
        _table("Settings that differ", lines, ("Setting", *names), "The settings are the same.")
    with grid.cell():
        _draw_metrics(reports, "validation", names, difference=not unlike)
    _draw_curves(runs, names)
    _draw_metrics(reports, "test", names, difference=not unlike)
    if not unlike:
        st.caption("Choose by validation data; the test figures say what the choice is worth.")


def _draw_metrics(reports: list[Report | None], part: str, names: tuple[str, str], *, difference: bool) -> None:
    """The metrics of both, and the second minus the first where that means something."""
    first, second = reports
    columns = ("Metric", *names, *(("Difference",) if difference else ()))
    found = results(first, second, part) if first is not None and second is not None else []
    lines = [line[: len(columns)] for line in found]
    _table(f"Metrics on {part} data", lines, columns, "They appear once both have a result.")


def _draw_curves(runs: list[RunFolder], names: tuple[str, str]) -> None:
    epochs = [[event for event in run.events()[0] if event["kind"] == "epoch"] for run in runs]
    ranking = any("ndcg" in event for each in epochs for event in each)
    wanted = RANKING if ranking else MEASURES
    told = [measure for measure in wanted if all(any(measure in event for event in each) for each in epochs)]
    if not told:
        return
    by_name = dict(zip(names, epochs, strict=True))
    blocks.draw([compare_runs(by_name, measure) for measure in told], key="compare")


def _table(title: str, lines: list[Any], columns: tuple[str, ...], nothing: str) -> None:
    st.subheader(title, anchor=False)
    if not lines:
        st.caption(nothing)
        return
    st.dataframe(pd.DataFrame(lines, columns=list(columns)), hide_index=True, alt=title)


def _names(first: RunRow, second: RunRow) -> tuple[str, str]:
    """Two different short names."""
    names = text.shorten(first.name, 28), text.shorten(second.name, 28)
    return names if names[0] != names[1] else (f"{names[0]} ({first.id})", f"{names[1]} ({second.id})")
