"""Read a log of choices, and the catalogue beside it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_settled, read_table
from bigmodel.data.reading import Reading, corrected
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.separated import with_tabs

ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".data",
    ".dat",
    ".csv.gz",
    ".tsv.gz",
    ".xlsx",
    ".xls",
    ".xlsb",
    ".ods",
    ".parquet",
    ".pq",
)


def sniff_log(path: Path) -> ReadOptions:
    """How a log would be read.

    Raises:
        Problem: It is no table.
    """
    with with_tabs(path) as plain:
        return sniff(plain)


def first_rows(path: Path, options: ReadOptions | None, limit: int) -> pa.Table:
    """The first rows of a log.

    Raises:
        Problem: It can't be read like this.
    """
    with with_tabs(path) as plain:
        return read_table(plain, options, limit=limit)


def read_log(log: Path, catalogue: Path | None, options: ReadOptions | None, folder: Path) -> InteractionDataset:
    """Read a log, and its catalogue where there is one, into a folder.

    Args:
        log: CSV, text with any usual separator (``::`` and spaces too), Excel or Parquet.
        catalogue: A table with an item a row, or None.
        options: How to read the log, None to guess. The catalogue is always recognised by itself.
        folder: The existing, empty folder of the new dataset.

    Raises:
        Problem: A file can't be read, or the log has one column only.
    """
    with with_tabs(log) as plain:
        table, settled = read_settled(plain, options if options is not None else sniff(plain))
        reading = Reading(options=settled, corrected=corrected(plain, options) if options is not None else ())
    if table.num_columns < 2:
        raise Problem(
            "The log has one column, and users and items take two",
            where=log.name,
            remedy="Choose another separator, or a file with a column of users and one of items.",
        )
    items = None
    if catalogue is not None:
        with with_tabs(catalogue) as plain:
            items = read_table(plain)
    return InteractionDataset.create_with(table, items, folder, reading)
