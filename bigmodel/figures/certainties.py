"""How certain each answer to one case is."""

from __future__ import annotations

from collections.abc import Mapping

from bigmodel.figures.labels import above_bar, escape_label, narrow_label
from bigmodel.figures.palette import NEGATIVE, TRAINING
from bigmodel.figures.per_cent import AXIS, per_cent
from bigmodel.spec import Figure
from bigmodel.spec.numbers import share

MOST = 10
LONGEST = 28
"""Letters of a class name."""


def certainties_figure(certainties: Mapping[str, float], named: str) -> Figure:
    """A bar a class, the most certain first, the named one in colour.

    Args:
        certainties: Class to its probability; beyond ten classes the least probable are left out.
        named: The class that is the answer.
    """
    ranked = sorted(certainties.items(), key=lambda item: -item[1])
    shown = ranked[:MOST]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(shown))),
        "x": per_cent(value for _, value in shown),
        "width": 0.36,
        "marker": {"color": [TRAINING if name == named else NEGATIVE for name, _ in shown]},
        "hoverinfo": "text",
        "hovertext": [f"{escape_label(name, 60)}: {share(value)}" for name, value in shown],
        "showlegend": False,
    }
    notes = [
        above_bar(place, f"{narrow_label(name, LONGEST)}  {share(value)}") for place, (name, value) in enumerate(shown)
    ]
    layout = {
        "xaxis": {"title": {"text": "certainty"}, **AXIS, "range": [0, 100]},
        "yaxis": {"title": {"text": ""}, "showticklabels": False, "range": [len(shown) - 0.6, -0.8], "showgrid": False},
        "annotations": notes,
        "margin": {"l": 4, "t": 4},
    }
    told = ", ".join(f"{name} {share(value)}" for name, value in shown)
    more = f", and {len(ranked) - MOST} less certain classes" if len(ranked) > MOST else ""
    return Figure("How certain", {"data": [trace], "layout": layout}, f"{told}{more}.", 90 + 38 * len(shown))
