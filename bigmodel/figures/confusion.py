"""The confusion matrix as squares that can be clicked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.labels import escape_label, narrow_label
from bigmodel.figures.palette import FAINT, FULL, INK
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count

SIDE = 380
"""Height of the figure in pixels."""
MANY = 14
"""From so many classes on, the squares are too small for numbers."""


def confusion_figure(
    matrix: NDArray[np.int64],
    classes: Sequence[str],
    chooses: str = "",
    options: Mapping[tuple[int, int], str] | None = None,
) -> Figure:
    """Counts by true class (up) and decided class (across).

    A heatmap shades the squares; invisible scatter markers on top take the clicks, because Streamlit returns no
    selection from a heatmap. A click gives the numbers of true and decided class in ``customdata``.

    Args:
        matrix: Counts by true (row) and decided class (column), (k, k).
        classes: Class names, k.
        chooses: The control that a click sets, empty for none.
        options: What a click on the square (true, decided) puts into it; the others can't be clicked.
    """
    size = len(classes)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    cells = [
        (true, decided)
        for true in range(size)
        for decided in range(size)
        if options is None or (true, decided) in options
    ]
    short = [narrow_label(name, 16) for name in classes]
    full = [escape_label(name, 60) for name in classes]
    text = [_text(matrix, true, decided) for true, decided in cells]
    ticks = list(range(size))
    ground = {
        "type": "heatmap",
        "z": shares.round(4).tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, FAINT], [1, FULL]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
    }
    squares = {
        "type": "scatter",
        "mode": "markers+text" if size <= MANY else "markers",
        "x": [decided for _, decided in cells],
        "y": [true for true, _ in cells],
        "text": text,
        "textfont": {"color": INK, "size": 13 if size <= 6 else 11},
        "hovertext": [
            f"{count(matrix[true, decided])} of {full[true]} taken for {full[decided]}" for true, decided in cells
        ],
        "hoverinfo": "text",
        "customdata": [options[cell] if options is not None else list(cell) for cell in cells],
        "marker": {"symbol": "square", "size": round(0.6 * (SIDE - 90) / size), "color": INK, "opacity": 0},
        "selected": {"marker": {"opacity": 0.16}},
        "unselected": {"marker": {"opacity": 0}},
        "showlegend": False,
    }
    axis = {"tickvals": ticks, "ticktext": short, "showgrid": False, "range": [-0.5, size - 0.5], "fixedrange": True}
    layout = {
        "xaxis": {**axis, "title": {"text": "decided as"}, "constrain": "domain"},
        "yaxis": {
            **axis,
            "title": {"text": "really"},
            "range": [size - 0.5, -0.5],
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "margin": {"l": 80, "r": 12, "t": 12, "b": 56},
        "clickmode": "event+select",
        "hovermode": "closest",
        # The nearest square is taken wherever in it the pointer stands.
        "hoverdistance": -1,
    }
    return Figure(
        "Who is taken for whom",
        {"data": [ground, squares], "layout": layout},
        _alt(matrix, classes),
        SIDE,
        chooses,
    )


def _text(matrix: NDArray[np.int64], true: int, decided: int) -> str:
    return count(matrix[true, decided]) if matrix[true, decided] else ""


def _alt(matrix: NDArray[np.int64], classes: Sequence[str]) -> str:
    right, total = int(np.trace(matrix)), int(matrix.sum())
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    text = f"{count(right)} of {count(total)} are decided right."
    if wrong.any():
        true, decided = divmod(int(wrong.argmax()), len(classes))
        mistake = f"{count(wrong[true, decided])} of {classes[true]} taken for {classes[decided]}"
        text += f" The most frequent mistake: {mistake}."
    return text
