"""What has moved, as a table and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.drift import LITTLE, MUCH, Drift
from bigmodel.figures.then_and_now import scores_then_and_now, shares_then_and_now
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Figure, Sentence, Table, Words
from bigmodel.spec.numbers import number, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.next_file.moved import ANSWER, CERTAINTY, SCORE, Moved

SOURCE = (
    f"PSI, the population stability index, compares shares in ten bins. By rule of thumb of credit scoring less than "
    f"{LITTLE:g} is steady, {LITTLE:g} to {MUCH:g} has moved a little, more has moved. Nothing counts as moved that "
    "chance alone reaches with so few cases once in a hundred times, or that is usual: by so much training, validation "
    "and test differ already. KS is the largest distance between the two cumulative shares."
)
TITLES = {SCORE: ("Scores", "score"), ANSWER: ("What is named", "class"), CERTAINTY: ("How certain it is", "certainty")}
"""Title and axis of the figure of each thing that a model says."""


def drift_blocks(moved: Moved, figures: Sequence[Figure] = ()) -> list[Block]:
    """What the model says and the input that moved most as figures, everything as a table, and how to read it.

    Args:
        moved: What is compared.
        figures: Drawn instead of the bins of the answers.
    """
    shown: list[Block] = [*figures]
    if not figures:
        shown += [drift_figure(*TITLES[name], drift, "validation") for name, drift in moved.answers.items()]
    if moved.inputs is None:
        gone = f"The dataset of this run was deleted: only {moved.compared_answers} can be compared."
        return [*shown, Sentence(gone, level=4)]
    ranked = moved.ranked
    if ranked and moved.answers:
        name, most = ranked[0]
        shown.append(drift_figure(f"Most moved: {shorten(name, 40)}", name, most, "training"))
    table = _table(moved.kind[0].capitalize(), [*moved.answers.items(), *ranked])
    return [*shown, table, Sentence(SOURCE, level=4)]


def score_figure(run: RunFolder, now: NDArray[np.float32], words: Words) -> list[Figure]:
    """The scores of two classes then and now, nothing for more classes.

    Args:
        run: A run with a result.
        now: Scores of the file, float32 (n,).
        words: The template's words.

    Raises:
        Problem: The stored scores are gone or damaged.
    """
    report = run.report()
    if report is None or report.threshold is None:
        return []
    names = ("validation", "this file")
    then = read_cases(run, "validation").score
    return [scores_then_and_now(then, now, names, report.threshold, words.flagged)]


def drift_figure(title: str, axis: str, drift: Drift, then: str) -> Figure:
    """The shares of a drift as bars."""
    names = (then, "this file")
    return shares_then_and_now(drift.labels, drift.then.tolist(), drift.now.tolist(), names, title=title, axis=axis)


def _table(head: str, rows: Sequence[tuple[str, Drift]]) -> Table:
    columns: dict[str, Sequence[Any]] = {
        head: [name for name, _ in rows],
        "What it did": [drift.move for _, drift in rows],
        "PSI": [number(drift.psi, 2) for _, drift in rows],
        "By chance below": [number(drift.chance, 2) for _, drift in rows],
        "Usual": [number(drift.usual, 2) if drift.usual else "–" for _, drift in rows],
        "KS": ["–" if drift.ks is None else number(drift.ks, 2) for _, drift in rows],
        "Most moved": [_most_moved(drift) for _, drift in rows],
    }
    return Table("What has moved", columns)


def _most_moved(drift: Drift) -> str:
    if not len(drift.then):
        return "–"
    place = int(abs(drift.now - drift.then).argmax())
    return f"{drift.labels[place]}: {share(float(drift.now[place]))}, was {share(float(drift.then[place]))}"
