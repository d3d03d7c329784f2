"""What is counted about each column before roles are guessed."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.words_in import words_in
from bigmodel.spec import Kind

_COUNTED = 100_000
_ID_WORDS = {"id", "ids", "uuid", "guid", "key", "nr", "iban", "编号"}
_CODE_WORDS = {"code", "zip", "zipcode", "postcode", "postal", "plz", "邮编"}


@dataclass(frozen=True)
class Facts:
    """One column, counted.

    Attributes:
        name: Its name.
        column: Its cells.
        rows: Rows of the table.
        missing: Cells that are missing.
        distinct: Different values; of measured numbers in long tables at least so many.
    """

    name: str
    column: pa.ChunkedArray
    rows: int
    missing: int
    distinct: int

    @property
    def filled(self) -> int:
        """Cells that are not missing."""
        return self.rows - self.missing

    @property
    def number(self) -> bool:
        """Whether the cells are numbers."""
        return bool(pa.types.is_integer(self.column.type) or pa.types.is_floating(self.column.type))

    @property
    def whole(self) -> bool:
        """Whether the cells are whole numbers."""
        return bool(pa.types.is_integer(self.column.type))

    @property
    def date(self) -> bool:
        """Whether the cells are dates."""
        return bool(pa.types.is_temporal(self.column.type))

    @property
    def text(self) -> bool:
        """Whether the cells are neither numbers nor dates."""
        return not self.number and not self.date

    @property
    def named_id(self) -> bool:
        """Whether the name says that it identifies something."""
        words = words_in(self.name)
        return bool(_ID_WORDS & set(words)) or (len(words) > 1 and words[-1] in ("number", "no", "num"))

    @property
    def unique(self) -> bool:
        """Whether each filled cell is a value of its own."""
        return self.filled >= 20 and self.distinct == self.filled

    @property
    def counts_up(self) -> bool:
        """Whether the cells are whole numbers without a gap, as a row number is."""
        if not self.whole or not self.unique:
            return False
        ends = pc.min_max(self.column).as_py()
        return bool(ends["max"] - ends["min"] == self.filled - 1)

    @property
    def prose(self) -> bool:
        """Whether the cells are free text: long and mostly different."""
        if not self.text or self.distinct <= 0.5 * self.filled:
            return False
        return bool((pc.mean(pc.utf8_length(self.column.slice(0, 5_000))).as_py() or 0) > 40)

    @property
    def kind(self) -> Kind:
        """How the values are to be read."""
        if self.date:
            return "date"
        if self.prose:
            return "text"
        words = words_in(self.name)
        coded = self.whole and (self.named_id or bool(_CODE_WORDS & set(words)))
        return "number" if self.number and self.distinct > 2 and not coded else "category"


def facts_of(table: pa.Table) -> list[Facts]:
    """Count each column."""
    return [
        Facts(name, column, len(table), column.null_count, count_distinct(column)[0])
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]


def count_distinct(column: pa.ChunkedArray) -> tuple[int, bool]:
    """Different values that are not missing, and whether the count is exact.

    Of measured numbers in long tables only the first rows are counted where these alone hold more than a thousand:
    no decision depends on the rest, and counting them takes most of the time.
    """
    if pa.types.is_floating(column.type) and len(column) > 2 * _COUNTED:
        some = int(pc.count_distinct(column.slice(0, _COUNTED), mode="only_valid").as_py())
        if some > 1_000:
            return some, False
    try:
        return int(pc.count_distinct(column, mode="only_valid").as_py()), True
    except pa.ArrowNotImplementedError:
        return 1, False  # nested values, which ``read_table`` never gives
