"""What pages are made of: tasks return blocks, ``ui`` draws each kind once. All text in them is plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec.case import CaseAnswer, CaseQuestion
from bigmodel.spec.control import Control

Tone = Literal["plain", "good", "caution", "bad"]


@dataclass(frozen=True)
class Sentence:
    """An answer or a remark in words. ``level`` 1 is the page's answer, 2 a heading, 3 text, 4 a caption."""

    text: str
    level: int = 3
    tone: Tone = "plain"


@dataclass(frozen=True)
class Metric:
    """One number with what it stands beside (an interval, a baseline, a "was ...")."""

    title: str
    value: str
    beside: str = ""
    help: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """Rows to read, search and download.

    Attributes:
        title: Heading of the card.
        columns: Column name to values, all of one length: numbers, text, or lists of floats (drawn as bars).
        formats: Column name to ``"score"`` (a bar from 0 to 1), ``"money"``, ``"share"``, ``"count"``,
            ``"number"``, ``"bars"`` or ``"text"``.
        currency: The sign for money.
        edges: Column of scores to the threshold beside which they are read; no score is written like it.
        search: Whether a search field is offered.
        download: File name of a CSV download, None for no download.
        every: Gives all rows where ``columns`` holds only the first; they are searched and downloaded.
        cases: Row numbers in the dataset, for all rows that ``every`` gives: a chosen one can be opened as a case.
    """

    title: str
    columns: dict[str, Sequence[Any]]
    formats: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    edges: dict[str, float] = field(default_factory=dict)
    search: bool = False
    download: str | None = None
    every: Callable[[], dict[str, Sequence[Any]]] | None = None
    cases: Sequence[int] = ()


@dataclass(frozen=True)
class Figure:
    """A Plotly figure as JSON-like dict (``{"data", "layout"}``), with a text that says what it shows.

    ``chooses`` names a ``choice`` control of the same view: a click on a point puts the point's ``customdata`` (text,
    one of the control's options) into it. Plotly tells no click on a heatmap: draw a matrix as square markers.
    """

    title: str
    figure: dict[str, Any]
    alt: str
    height: int = 320
    chooses: str = ""


@dataclass(frozen=True)
class Gallery:
    """Pictures with a caption each. ``pictures`` are uint8 arrays (height, width) or (height, width, 3).

    ``more`` gives further pictures of a caption where these are only the first: ``more(caption, start, number)``.
    """

    title: str
    pictures: Sequence[NDArray[np.uint8]]
    captions: Sequence[str]
    note: str = ""
    more: Callable[[str, int, int], Sequence[NDArray[np.uint8]]] | None = None


@dataclass(frozen=True)
class Decision:
    """The slider and the views that move with it, fed once.

    Attributes:
        table: The cumulative table of ``evaluation.decision.cumulative``, as JSON-like dict.
        words: The template's words (``alert``, ``alerts``, ``case``, ``cases``, ``positive``, ``negative`` ...).
        decision: The threshold and costs to start from.
    """

    table: dict[str, Any]
    words: dict[str, str]
    decision: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case to edit: its fields on the left, what the model says on the right, asked anew while a field moves.

    Attributes:
        title: What the case is called: "Transaction 48213".
        controls: An input for each field: ``slider`` for numbers, ``choice`` for categories, ``date``. Their
            ``default`` is the value before any change.
        question: The case and its changes.
        answer: What the model says of it.
        words: The template's words.
        threshold: The score from which a case is flagged; None for more than two classes.
        classes: The classes in the order of ``answer.scores``.
        currency: The sign for money.
        metrics: The numbers in words, as a kept scenario remembers them.
        note: What else is known of the case: "It turned out to be fraud, test data".
        first: How many inputs stand open; the others are folded away. None: all of them.
    """

    title: str
    controls: tuple[Control, ...]
    question: CaseQuestion
    answer: CaseAnswer
    words: dict[str, str]
    threshold: float | None
    classes: tuple[str, ...]
    currency: str
    metrics: tuple[Metric, ...] = ()
    note: str = ""
    first: int | None = None


Block = Sentence | Metric | Table | Figure | Gallery | Decision | Case
