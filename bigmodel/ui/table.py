"""Draws a table block: search, columns with bars and money, and a CSV download that no spreadsheet executes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from bigmodel.data.write import escape_cell
from bigmodel.spec import Table
from bigmodel.spec.numbers import count, share
from bigmodel.ui.text import escape

if TYPE_CHECKING:  # loads a template engine, which the app starts without
    from pandas.io.formats.style import Styler

Open = Callable[[int], object]
"""Called with the row number in the dataset of a case that is to be opened."""
LONG, FIRST = 32, 50
"""A column whose heading or one of whose first cells has more than so many letters gets a width."""
WIDEST = 220
"""That width in pixels; more is shown when the column is drawn wider or the cell is clicked."""


def draw_table(table: Table, key: str, open: Open | None = None) -> None:
    """Draw a table with its heading; searching redraws the table alone.

    Args:
        table: What to draw.
        key: A key unique on the page.
        open: Opens a case of the table; without it, or where the rows are no cases, that is not offered.
    """
    if table.title:
        st.header(escape(table.title), anchor=False)
    _draw_rows(table, key, open)


@st.fragment
def _draw_rows(table: Table, key: str, open: Open | None) -> None:
    frame = frame_of(table.columns)
    if table.search or table.download:
        frame = _draw_tools(table, frame, key)
    drawn = with_shares(table, frame)
    shown: dict[str, Any] = {
        "hide_index": True,
        "column_config": {name: column(table, name) for name in table.columns},
        "key": f"{key}-rows",
        "alt": f"{table.title or 'Table'}: {count(len(frame))} rows",
    }
    if open is None or not table.cases:
        st.dataframe(drawn, **shown)
        return
    ticked = st.dataframe(drawn, **shown, on_select="rerun", selection_mode="single-row")["selection"]["rows"]
    # The index is the place in the whole list, also after a search.
    case = table.cases[int(frame.index[ticked[0]])] if ticked and ticked[0] < len(frame) else None
    label = "What if" if case is not None else "What if: tick a row first"
    if st.button(label, icon=":material/tune:", disabled=case is None, key=f"{key}-open") and case is not None:
        open(case)


def frame_of(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Columns as a frame, each with its own type."""
    return pd.DataFrame({name: pd.Series(list(values)) for name, values in columns.items()})


def _draw_tools(table: Table, shown: pd.DataFrame, key: str) -> pd.DataFrame:
    """Draw search and download, and give the rows to show: no more than there are without a search."""
    found: pd.DataFrame | None = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if table.search:
            wanted = st.text_input("Search", key=f"{key}-search", placeholder="Any text in a row", width=320)
            if wanted.strip():
                rows = _every(table, shown)
                found = search(rows, wanted)
                st.caption(found_words(len(found), len(rows)), width="content")
        # Not at the right edge: there the table's own buttons come up above it and would lie over this one.
        if table.download:
            st.download_button(
                "Download CSV",
                data=lambda: to_csv(_every(table, shown) if found is None else found),
                file_name=table.download,
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                key=f"{key}-download",
            )
    return shown if found is None else found.head(len(shown))


def found_words(found: int, rows: int) -> str:
    """How many rows a search found: ``11 of 50 rows``."""
    return f"{count(found)} of {count(rows)} rows" if found else f"None of the {count(rows)} rows contains this text."


def _every(table: Table, shown: pd.DataFrame) -> pd.DataFrame:
    return shown if table.every is None else frame_of(table.every())


def search(frame: pd.DataFrame, wanted: str) -> pd.DataFrame:
    """The rows in which some cell contains the text, whatever the case; all rows for no text."""
    text = wanted.strip()
    if not text:
        return frame
    hit = pd.Series(False, index=frame.index)
    for name in frame.columns:
        hit |= frame[name].astype(str).str.contains(text, case=False, regex=False)
    return frame[hit]


def to_csv(frame: pd.DataFrame) -> bytes:
    """The rows as CSV in UTF-8 with a byte-order mark; cells and headings are escaped by ``escape_cell``."""
    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].map(lambda cell: escape_cell(cell) if isinstance(cell, str) else cell)
    safe.columns = [escape_cell(str(name)) for name in safe.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")


def with_shares(table: Table, frame: pd.DataFrame) -> pd.DataFrame | Styler:
    """Shares as sentences write them, still numbers, so that a click on the heading sorts."""
    written: dict[str, Any] = {name: share for name in frame.columns if table.formats.get(name) == "share"}
    return frame.style.format(written) if written else frame


def column(table: Table, name: str) -> Any:
    """How Streamlit draws one column."""
    kind = table.formats.get(name, "text")
    label = name or " "
    if kind == "score":
        places = 2 if (edge := table.edges.get(name)) is None else decimals_apart(table.columns[name], edge)
        return st.column_config.ProgressColumn(label, min_value=0.0, max_value=1.0, format=f"%.{places}f")
    if kind == "bars":
        return st.column_config.BarChartColumn(label, y_min=0.0, y_max=_highest(table.columns[name]))
    if kind == "text":
        return st.column_config.Column(label, width=WIDEST if _is_long(name, table.columns[name]) else None)
    formats = {
        "money": f"{table.currency.replace('%', '%%')} %,.2f".strip(),
        "share": None,  # written by ``with_shares``
        "count": "%,d",
        "number": "%.3g",
    }
    return st.column_config.NumberColumn(label, format=formats[kind])


def decimals_apart(scores: Sequence[float], edge: float) -> int:
    """The decimals, 2 to 6, with which no score is written like the edge that it misses or passes."""
    others = [score for score in scores if score != edge]
    return next(
        (places for places in range(2, 6) if f"{edge:.{places}f}" not in {f"{score:.{places}f}" for score in others}),
        6,
    )


def _is_long(name: str, cells: Sequence[Any]) -> bool:
    """Whether a heading or a cell would push the other columns out of sight."""
    return any(len(text) > LONG for text in (name, *(cell for cell in cells[:FIRST] if isinstance(cell, str))))


def _highest(cells: Sequence[Any]) -> float:
    return max((float(value) for cell in cells if cell is not None for value in cell), default=1.0) or 1.0
