"""Next month's file: score and decision beside every row, what differs from training, and the file to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.write import say
from bigmodel.spec import Block, Metric, Plan, Problem, Report, Table, Words, numbers
from bigmodel.tasks.task import Scored
from bigmodel.templates import template as template_named
from bigmodel.templates.template import Template
from bigmodel.ui import blocks, incoming, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.context import WHOLE
from bigmodel.ui.upload import draw_input, room

ANSWERS = ("score", "class")
"""How the first column is called that scoring appends."""
SHOWN = 6
"""Up to so many decisions or classes get a card each; more stand in a table."""


def draw_scoring(template: Template, run: RunFolder) -> None:
    """Draw the file to score on the left and what came out on the right."""
    template = template.in_words(run.spec().words)
    with st.container(key="score-file"):
        st.header("Score a file", anchor=False)
        st.caption(text.escape(invitation(run.spec().plan, template.words)))
        paths = draw_input(template, template.task.inputs[0], f"score-{run.id}")
    if not paths:
        return
    try:
        out, scored = _score(template.slug, run.path, tuple(paths), _times(run.report_path, *paths))
    except Problem as problem:
        show_problem(problem)
        return
    _draw_result(template, run, scored, out, paths[0].name)


def _times(*paths: Path) -> tuple[int, ...]:
    try:
        return tuple(path.stat().st_mtime_ns for path in paths)
    except OSError as error:
        raise Problem("A file is gone or can't be read", remedy="Bring the file again.") from error


@st.cache_data(max_entries=8, ttl=43200, show_spinner="Scoring the file", show_time=True)
def _score(slug: str, run: Path, paths: tuple[Path, ...], changed: tuple[int, ...]) -> tuple[Path, Scored]:
    """Score once for each result and file.

    ``changed`` (times of change) tells the result of a run from that after it was resumed, and a file from a later
    one of its name.
    """
    task = template_named(slug).task
    mark = hashlib.sha256(f"{paths}|{changed}".encode()).hexdigest()[:16]
    out = room() / "scored" / f"{run.name}-{mark}.csv"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return out, task.score_file(RunFolder(run), {task.inputs[0].name: paths}, out)
    except OSError as error:
        out.unlink(missing_ok=True)  # half a file is nothing to take away
        raise say(error, Path(scored_name(paths[0].name))) from error


def _draw_result(template: Template, run: RunFolder, scored: Scored, out: Path, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            st.subheader(sentence(template, scored, run.spec().plan), anchor=False)
            if tested := beside(template, run.report()):
                st.caption(tested)
        st.download_button(
            "Download with scores",
            data=out.read_bytes,
            file_name=scored_name(name),
            mime="text/csv",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
    blocks.draw(counted(scored, run.spec().plan, template.words), key="score-counts")
    _draw_differences(scored, template)
    if scored.preview:
        blocks.draw(Table("First rows", answer_first(scored.preview)), key="score-preview")


def invitation(plan: Plan, words: Words) -> str:
    """What to bring and what it gets."""
    if plan.outcome is not None and plan.outcome.ranking:
        return f"Bring what {words.cases} chose so far; each gets the items that fit best."
    binary = plan.outcome is None or plan.outcome.binary
    gets = "a score and a decision" if binary else "a class and how certain it is"
    return f"Bring new {words.cases}; each gets {gets}. The outcome is not needed."


def scored_name(name: str) -> str:
    """What the file with scores is called, after the file that was brought."""
    return f"{Path(incoming.plain_name(name)).stem}-scored.csv"


def counted(scored: Scored, plan: Plan, words: Words) -> list[Block]:
    """How many cases each decision or class got, the most frequent first: cards, or a table where there are many."""
    if not scored.counts:
        return []
    ranked = sorted(scored.counts.items(), key=lambda item: (item[0] == "passed", -item[1]))
    labels = [card_label(label, plan, words) for label, _ in ranked]
    shares = [number / max(scored.rows, 1) for _, number in ranked]
    cases = words.heading
    if len(ranked) > SHOWN:
        numbered = [number for _, number in ranked]
        return [
            Table("", {"Class": labels, cases: numbered, "Share": shares}, {cases: "count", "Share": "share"}),
        ]
    return [
        Metric(f"{cases} scored", numbers.count(scored.rows)),
        *(
            Metric(label, numbers.count(number), numbers.share(share))
            for label, (_, number), share in zip(labels, ranked, shares, strict=True)
        ),
    ]


def card_label(label: str, plan: Plan, words: Words) -> str:
    """A decision in the template's word as the head of its card; a class keeps its spelling, ``USA``."""
    known = plan.outcome.classes if plan.outcome is not None else ()
    said = {"flagged": words.flagged, "passed": words.passed}
    return label if label in known else said.get(label, label).capitalize()


def answer_first(preview: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns of a preview with the answer in front and the scores of each class at the end.

    Scoring appends its columns: ``score`` and ``decision``, or ``class``, for pictures its ``certainty``, and
    ``score NAME`` for each class. A file that has such a column itself gets ``class (model)``.
    """
    names = list(preview)
    start = max((at for at, name in enumerate(names) if name.removesuffix(" (model)") in ANSWERS), default=len(names))
    added = names[start:]
    front = added[:1] + [name for name in added[1:] if not name.startswith("score ")]
    return {name: preview[name] for name in [*front, *names[:start], *(each for each in added if each not in front)]}


def sentence(template: Template, scored: Scored, plan: Plan) -> str:
    """The answer: how many are flagged, how many of each class there are, or for how many there are suggestions.

    The first count of a ranking is of those who get suggestions.
    """
    words = template.words
    if scored.alerts is not None:
        share = numbers.share(scored.alerts / max(scored.rows, 1))
        return text.escape(
            f"{numbers.count(scored.alerts)} of {numbers.count(scored.rows)} {words.cases} "
            f"are {words.flagged} ({share})."
        )
    if plan.outcome is not None and plan.outcome.ranking:
        served = next(iter(scored.counts.values()), scored.rows)
        some = f"{numbers.count(served)} of " if served < scored.rows else ""
        cases = words.case if scored.rows == 1 else words.cases
        return text.escape(f"Suggestions for {some}{numbers.count(scored.rows)} {cases}.")
    most = max(scored.counts, key=lambda name: scored.counts[name])
    if scored.rows == 1:
        return text.escape(f"The {words.case} is sorted: {most}.")
    often = f"the most frequent class is {most} ({numbers.count(scored.counts[most])})"
    return text.escape(f"{numbers.count(scored.rows)} {words.cases} are sorted; {often}.")


def beside(template: Template, report: Report | None) -> str:
    """What the share of flagged cases is to be read beside: that of the test data, and the threshold.

    Empty for more than two classes.
    """
    if report is None or report.threshold is None:
        return ""
    words = template.words
    said = f"From a score of {numbers.number(report.threshold)} {words.cases} are {words.flagged}"
    decided, rows = report.extra.get("decision", {}).get("test"), sum(report.counts.get("test", ()))
    if decided is not None and rows:
        said += f"; in testing these were {numbers.share(decided['alerts'] / rows)}"
    return text.escape(f"{said}.")


def all_well(template: Template) -> str:
    """What it means that no difference was found: how pictures and signals look is not compared here."""
    if template.task.kind not in WHOLE:
        return "Nothing differs from the training data."
    return (
        f"All {template.words.cases} could be read. Whether they are like those of training is told by What if, "
        "under Next month's file."
    )


def _draw_differences(scored: Scored, template: Template) -> None:
    if not scored.differences:
        st.markdown(f":green[:material/check_circle:] {all_well(template)}")
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown(":orange[:material/warning:] **What differs from the training data**")
        for said in scored.differences:
            st.caption(text.escape(said))
