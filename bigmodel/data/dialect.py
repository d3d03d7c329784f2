"""How separated text is written: separator, quote, decimal sign, order of dates, header.

The separator is chosen as in van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type
patterns" (2019): rows should have one length, and cells should look like numbers, dates or plain text.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from bigmodel.data.convert import MISSING
from bigmodel.data.options import SEPARATORS

Rows = Sequence[Sequence[str]]

_ROWS = 500
_NUMBER = re.compile(r"\s*[+-]?(\d[\d.,]*|[.,]\d+)([eE][+-]?\d+)?\s*")
_DATE = re.compile(r"\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T].*)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+")
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d*)\.\d+([eE][+-]?\d+)?")
_GROUP = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}\b")


def split_rows_of(text: str, separator: str, quote: str) -> list[list[str]]:
    """The first rows of a text that are not blank, as cells."""
    rows: list[list[str]] = []
    stream = io.StringIO(text, newline="")
    reader = (
        csv.reader(stream, delimiter=separator, quotechar=quote)
        if quote
        else csv.reader(stream, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        return rows
    return rows


def detect_quote(text: str) -> Literal['"', "'", ""]:
    """The quote sign: ``'`` only where cells stand in it and none in ``"``."""
    if '"' in text:
        return '"'
    quoted = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", text, re.MULTILINE))
    return "'" if quoted >= max(2, text.count("\n") // 2) else '"'


def detect_separator(text: str, quote: str) -> str:
    """The separator that splits rows most evenly into clean cells, a comma where none does."""
    scores = {separator: _score(split_rows_of(text, separator, quote), separator) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else ","


def detect_decimal(rows: Rows, before: Literal[".", ","] = ".") -> Literal[".", ","]:
    """The decimal sign: what most cells with a sign use; groups of three digits alone tell nothing.

    ``before`` where no cell tells.
    """
    commas = points = 0
    for row in rows:
        for cell in row:
            text = cell.strip()
            if _GROUP.fullmatch(text):
                continue
            commas += bool(_COMMA.fullmatch(text))
            points += bool(_POINT.fullmatch(text))
    if commas == points:
        return before
    return "," if commas > points else "."


def detect_day_first(rows: Rows) -> bool:
    """Whether the day stands before the month; false only where cells show that it can't."""
    first = second = False
    for row in rows:
        for cell in row:
            parts = _PARTS.match(cell.strip())
            if parts:
                first |= int(parts[1]) > 12
                second |= int(parts[2]) > 12
    return first or not second


def detect_header(rows: Rows) -> bool:
    """Whether the first row names the columns.

    A text above numbers or dates speaks for it, a number above numbers and a text that comes again below against it.
    """
    if len(rows) < 2:
        return not rows or not any(_NUMBER.fullmatch(cell) for cell in rows[0])
    votes = 0
    for place, top in enumerate(rows[0]):
        below = [row[place] for row in rows[1:] if place < len(row) and row[place].strip() not in MISSING]
        if not below or top.strip() in MISSING:
            continue
        votes += _vote(top, below)
    return votes > 0 or (votes == 0 and not any(_typed(cell) for cell in rows[0]))


def _vote(top: str, below: list[str]) -> int:
    typed = sum(map(_typed, below)) >= 0.8 * len(below)
    if typed:
        return -1 if _typed(top) else 1
    return -1 if top in below else 0


def _typed(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _score(rows: list[list[str]], separator: str) -> float:
    """Evenness of the rows, times the share of clean cells, times a preference for more columns."""
    if len(rows) > 1:
        rows = rows[:-1] if len(rows[-1]) != len(rows[0]) else rows  # the sample may end in the middle of a row
    if not rows:
        return 0.0
    length, count = Counter(map(len, rows)).most_common(1)[0]
    if length < 2:
        return 0.0
    even = (count / len(rows)) ** 2 * (1.0 if len(rows[0]) == length else 0.5)
    others = [other for other in SEPARATORS if other != separator]
    cells = [cell for row in rows[:100] for cell in row]
    clean = sum(_typed(cell) or not any(other in cell for other in others) for cell in cells)
    return even * clean / len(cells) * (length - 1) / length
