"""What has moved, as a table and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.explain.drift import LITTLE, MUCH, Drift
from bigmodel.figures.then_and_now import shares_then_and_now
from bigmodel.spec import Block, Figure, Sentence, Table
from bigmodel.spec.numbers import number, share
from bigmodel.spec.shorten import shorten

SOURCE = (
    f"PSI, the population stability index, compares shares in ten bins. By rule of thumb of credit scoring less than "
    f"{LITTLE:g} is steady, {LITTLE:g} to {MUCH:g} has moved a little, more has moved. Nothing counts as moved that "
    "chance alone reaches with so few cases once in a hundred times, or that training and validation rows differ by "
    "already. KS is the largest distance between the two cumulative shares."
)
NO_DATA = "The dataset of this run was deleted: only the scores can be compared."


def drift_blocks(columns: Mapping[str, Drift] | None, scores: Drift, figure: Figure | None = None) -> list[Block]:
    """The scores and the column that moved most as figures, all columns as a table, and how to read it.

    Args:
        columns: Column to its drift; None where the training rows are gone.
        scores: The drift of the scores, or of the classes that are named.
        figure: The scores then and now; None draws their bins.
    """
    figures: list[Block] = [figure or _figure("What is named", "class", scores, "validation")]
    if columns is None:
        return [*figures, Sentence(NO_DATA, level=4)]
    ranked = sorted(columns.items(), key=lambda item: -item[1].psi)
    if ranked:
        name, most = ranked[0]
        figures.append(_figure(f"Most moved: {shorten(name, 40)}", name, most, "training"))
    return [*figures, _table([("Score", scores), *ranked]), Sentence(SOURCE, level=4)]


def _figure(title: str, axis: str, drift: Drift, then: str) -> Figure:
    names = (then, "this file")
    return shares_then_and_now(drift.labels, drift.then.tolist(), drift.now.tolist(), names, title=title, axis=axis)


def _table(rows: Sequence[tuple[str, Drift]]) -> Table:
    columns: dict[str, Sequence[Any]] = {
        "Column": [name for name, _ in rows],
        "What it did": [drift.move for _, drift in rows],
        "PSI": [number(drift.psi, 2) for _, drift in rows],
        "By chance below": [number(drift.chance, 2) for _, drift in rows],
        "Validation had": [number(drift.usual, 2) if drift.usual else "–" for _, drift in rows],
        "KS": ["–" if drift.ks is None else number(drift.ks, 2) for _, drift in rows],
        "Most moved": [_most_moved(drift) for _, drift in rows],
    }
    return Table("What has moved", columns)


def _most_moved(drift: Drift) -> str:
    if not len(drift.then):
        return "–"
    place = int(abs(drift.now - drift.then).argmax())
    return f"{drift.labels[place]}: {share(float(drift.now[place]))}, was {share(float(drift.then[place]))}"
