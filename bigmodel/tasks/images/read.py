"""Read pictures: zips, folders, single files, lists of names and classes, idx pairs and NumPy archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from bigmodel.spec import Block, Gallery
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.dataset import PICTURES, PictureDataset
from bigmodel.tasks.images.duplicates import COPIES, Fingerprints
from bigmodel.tasks.images.files import folder_files, single_files, zip_files
from bigmodel.tasks.images.idx import idx_stock
from bigmodel.tasks.images.listing import apply_listing, inner_listing, label_columns, name_column, read_listing
from bigmodel.tasks.images.npz import npz_stock
from bigmodel.tasks.images.options import PictureOptions
from bigmodel.tasks.images.pack import Left, decide_shape, decoded, write_pictures
from bigmodel.tasks.images.stock import PICTURE_ENDINGS, Stock, join, nothing_readable
from bigmodel.tasks.plane import plane

TABLES = (".csv", ".tsv")


def read_pictures(
    sources: Sequence[Path], test: Sequence[Path], options: PictureOptions | None, folder: Path
) -> PictureDataset:
    """Decode pictures into a dataset, some at a time.

    Args:
        sources: Files or folders.
        test: Files or folders whose pictures are kept apart for the test.
        options: How to read them, None for what ``sniff_pictures`` finds.
        folder: The existing, empty folder of the dataset.

    Raises:
        Problem: Nothing readable was found; the sentence says what and where.
    """
    options = options or PictureOptions()
    stock = open_sources(sources, options.label_column)
    if test:
        stock = join([stock, open_sources(test, options.label_column).held_out()])
    left = Left()
    shape, notes = decide_shape(stock, options.side)
    prints = Fingerprints(shape)
    kept = write_pictures(stock, shape, folder / PICTURES, left, prints.add)
    if not kept:
        raise nothing_readable(sources[0].name, left.broken + left.large)
    cases = {
        "label": pa.array([stock.labels[place] for place in kept], pa.string()),
        "name": pa.array([stock.names[place] for place in kept], pa.string()),
    }
    if any(stock.parts):
        cases[PART] = pa.array([stock.parts[place] or "train" for place in kept], pa.string())
    groups = prints.groups()
    if (groups >= 0).any():
        cases[COPIES] = pa.array([f"group {group + 1}" if group >= 0 else None for group in groups], pa.string())
    return PictureDataset.create(pa.table(cases), [*notes, *stock.notes, *left.notes()], folder)


def sniff_pictures(sources: Sequence[Path]) -> PictureOptions:
    """How these would be read: where a list of names and classes is among them, its columns to choose from."""
    table, stock = _listing(sources)
    if table is None or stock is None:
        return PictureOptions()
    columns = label_columns(table, name_column(table, stock.names))
    return PictureOptions(format="list", label_column=next(iter(columns), None), columns=tuple(columns))


def preview_pictures(sources: Sequence[Path], options: PictureOptions | None, most: int) -> Sequence[Block]:
    """Some pictures of each class; only these are decoded."""
    options = options or PictureOptions()
    stock = open_sources(sources, options.label_column)
    places = some_of_each(stock.labels, most)
    left = Left()
    shape, notes = decide_shape(stock, options.side)
    pictures, captions = [], []
    for block, found in decoded(stock, places, shape, left):
        pictures += [plane(picture) for picture in block]
        captions += [stock.labels[place] or "no class" for place in found]
    if not pictures:
        raise nothing_readable(sources[0].name, left.broken + left.large)
    classes = len({label for label in stock.labels if label})
    said = f"{len(stock):,} pictures in {classes:,} {'class' if classes == 1 else 'classes'}"
    return [Gallery(said, pictures, captions, " ".join(_stopped(note) for note in [*notes, *stock.notes]))]


def some_of_each(labels: Sequence[str | None], most: int) -> list[int]:
    """Places of the first pictures of each class, ascending; of those without a class where there are no others."""
    counts = Counter(labels)
    classes: list[str | None] = [label for label in counts if label is not None]
    classes = classes or [None]
    each = max(1, most // len(classes))
    taken: Counter[str | None] = Counter()
    places = []
    for place, label in enumerate(labels):
        if (label is not None or classes == [None]) and taken[label] < each:
            taken[label] += 1
            places.append(place)
            if len(places) == most:
                break
    return places


def open_sources(sources: Sequence[Path], label_column: str | None = None) -> Stock:
    """All pictures of some sources, with what folders and lists say of them.

    Raises:
        Problem: There is no picture, or a file is of no known kind.
    """
    stocks: list[Stock] = []
    tables = [path for path in sources if path.suffix.lower() in TABLES]
    singles = [path for path in sources if not path.is_dir() and path.name.lower().endswith(PICTURE_ENDINGS)]
    arrays = []
    for path in sources:
        if path in tables or path in singles:
            continue
        if path.is_dir() or path.suffix.lower() == ".zip":
            stock, inner = folder_files(path) if path.is_dir() else zip_files(path)
            table = inner_listing(inner, stock) if not tables and len(stock) else None
            stocks.append(stock if table is None else apply_listing(stock, table, path.name, label_column))
        elif path.suffix.lower() == ".npz":
            stocks.append(npz_stock(path))
        else:
            arrays.append(path)
    if arrays:
        stocks.append(idx_stock(arrays))
    if singles:
        stocks.append(single_files(singles))
    if not stocks and tables:
        # A list alone names pictures that lie beside it.
        stocks.append(folder_files(tables[0].parent)[0])
    stock = join(stocks)
    if not len(stock):
        raise nothing_readable(sources[0].name)
    for path in tables:
        stock = apply_listing(stock, read_listing(path), path.name, label_column)
    return stock


def _listing(sources: Sequence[Path]) -> tuple[pa.Table | None, Stock | None]:
    """The list among some sources and the pictures that it names."""
    tables = [path for path in sources if path.suffix.lower() in TABLES]
    if tables:
        rest = [path for path in sources if path not in tables]
        stock = open_sources(rest) if rest else folder_files(tables[0].parent)[0]
        return read_listing(tables[0]), stock
    if len(sources) == 1 and (sources[0].is_dir() or sources[0].suffix.lower() == ".zip"):
        stock, inner = folder_files(sources[0]) if sources[0].is_dir() else zip_files(sources[0])
        return (inner_listing(inner, stock) if len(stock) else None), stock
    return None, None


def _stopped(note: str) -> str:
    return note if note.endswith((".", "…")) else f"{note}."
