"""The words in which findings speak of cases and of the target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """What the data is made of. The defaults are those of tables.

    Attributes:
        row: One case.
        rows: Its plural.
        target: What a case without an answer lacks; empty for the column's name.
        whole: What holds the classes; empty for the target by name.
        fill_in: How missing answers are mended; empty for the column in the file.
        chosen: Whether another target could be chosen.
        columns: Whether cases have columns to look at, beside the target.
    """

    row: str = "row"
    rows: str = "rows"
    target: str = ""
    whole: str = ""
    fill_in: str = ""
    chosen: bool = True
    columns: bool = True

    def lacks(self, name: str) -> str:
        """What a case without an answer lacks, by the name of the target's column."""
        return self.target or name

    def holds(self, name: str) -> str:
        """What holds the classes, at the beginning of a sentence."""
        return self.whole or f"The target {name}"

    def mended(self, name: str) -> str:
        """How missing answers are mended, to go on from "To use them, "."""
        return self.fill_in or f"fill in {name} in the file and read it in again"


TABLE = Wording()
