"""Draws what tasks return: one drawing for each kind of block. All text in blocks is plain text and is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from bigmodel.figures.larger import larger
from bigmodel.figures.palette import style
from bigmodel.spec import Block, Case, Decision, Figure, Gallery, Metric, Sentence, Table
from bigmodel.spec.block import Tone
from bigmodel.ui import inputs, stage
from bigmodel.ui.components.case import Edit, draw_case
from bigmodel.ui.components.decision import Keep, Show, draw_decision
from bigmodel.ui.table import draw_table
from bigmodel.ui.text import escape, shorten

ICONS: dict[Tone, str] = {"good": ":material/check_circle:", "caution": ":material/warning:", "bad": ":material/error:"}
COLOURS: dict[Tone, str] = {"good": "green", "caution": "orange", "bad": "red"}
SMALL = 5
"""Up to so many columns leave a table room beside another one."""
PAIR = 2
"""Up to so many pictures are shown larger, and leave a figure room beside them."""
METRIC_WIDTH = 155
FIGURE_WIDTH = 400
PICTURE_SIDE, LARGER_SIDE = 112, 160
CAPTION = 120
"""Letters below a picture at most; names within are shortened where the caption is made."""
PLOT_CONFIG = {"displayModeBar": False, "responsive": True}


@dataclass(frozen=True)
class On:
    """What the page does when something in a block is used; without it that is not offered.

    Attributes:
        keep: When a decision is kept.
        show: When a cell of a decision's matrix is clicked: the list of these cases is shown.
        choose: When a point of a figure is clicked: name of the choice, and the option that the point stands for.
        edit: Where a case asks what the model says, and what happens when it is edited.
        open: When a row of a table of cases is to be opened: its row number in the dataset.
    """

    keep: Keep | None = None
    show: Show | None = None
    choose: Callable[[str, object], object] | None = None
    edit: Edit | None = None
    open: Callable[[int], object] | None = None


NOTHING = On()


def draw(blocks: Block | Sequence[Block], key: str | None = None, on: On = NOTHING) -> None:
    """Draw one block or several from top to bottom.

    Metrics that follow each other become one row of cards of one height, figures that follow each other stand
    beside each other where there is room.

    Args:
        blocks: What to draw, most important first.
        key: A name unique on the page, so that searches and sliders keep what was put into them; only needed where
            the same blocks are drawn twice on a page.
        on: What to do when something in them is used.
    """
    several: Sequence[Block] = [blocks] if not isinstance(blocks, Sequence) else blocks
    for place, row in enumerate(rows_of(several)):
        if isinstance(row[0], Metric):
            _draw_metrics([block for block in row if isinstance(block, Metric)])
        elif isinstance(row[0], Sentence):
            _draw_sentences([block for block in row if isinstance(block, Sentence)])
        elif len(row) > 1:
            with st.grid(2, min_column_width=FIGURE_WIDTH) as grid:
                for number, block in enumerate(row):
                    alone = len(row) > 2 and number == len(row) - 1 and number % 2 == 0
                    with grid.cell(column_span=2 if alone else 1):
                        _draw_one(block, f"{key or title_of(block)}-{place}-{number}", on)
        else:
            _draw_one(row[0], f"{key or title_of(row[0])}-{place}", on)


def rows_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """What stands beside each other.

    Neighbouring metrics, sentences or figures, a lone figure and its table, two small tables, and a pair of pictures
    with its figure.
    """
    rows: list[list[Block]] = [
        list(group) for kind, members in groupby(blocks, type) for group in _together(kind, members)
    ]
    joined: list[list[Block]] = []
    for row in rows:
        before = joined[-1] if joined else []
        if len(before) == 1 and _go_together(before[0], row[0]):
            before.extend(row)
        else:
            joined.append(row)
    return joined


def _go_together(first: Block, second: Block) -> bool:
    """Whether a block has its place beside the one before it.

    A figure's table, a small table's other half, the figure that belongs to one or two pictures.
    """
    if isinstance(first, Gallery):
        return len(first.pictures) <= PAIR and not first.title and isinstance(second, Figure)
    return (isinstance(first, Figure) and isinstance(second, Table)) or (_is_small(first) and _is_small(second))


def _is_small(block: Block) -> bool:
    """Whether a table has room beside another one."""
    return isinstance(block, Table) and len(block.columns) <= SMALL and not block.search and not block.download


def _together(kind: type, members: Iterable[Block]) -> list[list[Block]]:
    return [list(members)] if kind in (Metric, Sentence, Figure) else [[member] for member in members]


def title_of(block: Block) -> str:
    """The heading of a block, "block" where it has none."""
    return getattr(block, "title", "") or "block"


def _draw_one(block: Block, key: str, on: On) -> None:
    if isinstance(block, Table):
        draw_table(block, key, on.open)
    elif isinstance(block, Gallery):
        _draw_gallery(block)
    elif isinstance(block, Figure):
        _draw_figure(block, key, on)
    elif isinstance(block, Decision):
        draw_decision(block, key, on.keep, on.show)
    elif isinstance(block, Case):
        draw_case(block, key, on.edit)


def _draw_sentences(sentences: Sequence[Sentence]) -> None:
    for toned, group in groupby(sentences, lambda sentence: sentence.tone != "plain"):
        # Remarks that follow each other are read as one list.
        with st.container(gap="xxsmall") if toned else nullcontext():
            for sentence in group:
                _draw_sentence(sentence)


def _draw_sentence(sentence: Sentence) -> None:
    text = escape(sentence.text)
    if sentence.tone != "plain":
        text = f":{COLOURS[sentence.tone]}[{ICONS[sentence.tone]}] {text}"
    if sentence.level == 1:
        st.title(text, anchor=False)
    elif sentence.level == 2:
        st.header(text, anchor=False)
    elif sentence.level == 3:
        st.markdown(text)
    else:
        st.caption(text)


def _draw_metrics(metrics: Sequence[Metric]) -> None:
    with st.grid(min(len(metrics), 8), min_column_width=METRIC_WIDTH):
        for metric in metrics:
            st.metric(
                escape(metric.title),
                escape(metric.value),
                escape(metric.beside) or None,
                delta_color=COLOURS.get(metric.tone, "off"),  # type: ignore[arg-type]
                delta_arrow="off",
                help=escape(metric.help) or None,
                border=True,
                height="stretch",
            )


def _draw_figure(figure: Figure, key: str, on: On) -> None:
    with st.container(border=True, height="stretch"):
        if figure.title:
            st.subheader(escape(figure.title), anchor=False)
        styled = style(figure.figure, "dark" if st.context.theme.type == "dark" else "light")
        if stage.presenting():
            styled = larger(styled)
        # Without a height of its own the chart is higher than its place while it loads, and scrolls.
        styled["layout"]["height"] = figure.height
        choose = on.choose if figure.chooses else None
        if choose is None:
            st.plotly_chart(styled, height=figure.height, theme=None, config=PLOT_CONFIG, alt=figure.alt)
            return
        st.plotly_chart(
            {**styled, "data": [unfaded(trace) for trace in styled["data"]]},
            height=figure.height,
            theme=None,
            config=PLOT_CONFIG,
            alt=figure.alt,
            key=f"{key}-figure",
            on_select=lambda: _clicked(f"{key}-figure", figure.chooses, choose),
            selection_mode="points",
        )


def unfaded(trace: Mapping[str, Any]) -> dict[str, Any]:
    """A trace whose points stay as they are while another one is selected; what the trace says of that itself wins."""
    if trace.get("type", "scatter") != "scatter":
        return dict(trace)
    marker, font = trace.get("marker", {}), trace.get("textfont", {})
    usual: dict[str, Any] = {"marker": {"opacity": marker.get("opacity", 1)}}
    if "color" in font:
        usual["textfont"] = {"color": font["color"]}
    return {**trace, "unselected": {**usual, **trace.get("unselected", {})}}


def _clicked(key: str, name: str, choose: Callable[[str, object], object]) -> None:
    option = clicked_option(inputs.told_by(key, "selection"))
    if option is not None:
        choose(name, option)


def clicked_option(selection: object) -> str | None:
    """The option that a clicked point stands for, None where nothing is clicked or the point stands for none.

    Args:
        selection: What Plotly tells: ``{"points": [{"customdata": "an option", ...}]}``.
    """
    points = selection.get("points") if isinstance(selection, Mapping) else None
    data = points[0].get("customdata") if points else None
    # Plotly gives the data of one point as a list where the others' are lists too.
    first = data[0] if isinstance(data, list | tuple) and len(data) == 1 else data
    return first if isinstance(first, str) else None


def _draw_gallery(gallery: Gallery) -> None:
    if gallery.title:
        st.header(escape(gallery.title), anchor=False)
    if gallery.note:
        st.caption(escape(gallery.note))
    side = LARGER_SIDE if len(gallery.pictures) <= PAIR else PICTURE_SIDE
    with st.grid("auto", min_column_width=side + 24) as grid:
        for picture, caption in zip(gallery.pictures, gallery.captions, strict=True):
            with grid.cell():
                st.image(
                    enlarge(picture, side), caption=escape(shorten(caption, CAPTION)), width="stretch", alt=caption
                )


def enlarge(picture: NDArray[np.uint8], side: int = PICTURE_SIDE) -> NDArray[np.uint8]:
    """A small picture with every pixel repeated, so that a browser does not blur it; larger ones stay as they are.

    Args:
        picture: uint8 (height, width) or (height, width, 3).
        side: Pixels that the shorter side should reach at least.
    """
    times = max(1, -(-side // max(1, min(picture.shape[:2]))))
    return picture.repeat(times, axis=0).repeat(times, axis=1)
