"""Which fields of a case stand first: those that move the scores of this run most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from bigmodel.explain.association import companions
from bigmodel.explain.columns import encode_rows, layout_of
from bigmodel.explain.influence import influence, rows_for
from bigmodel.inference.bundle import MODEL
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Control
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.what_if.ground import bundle_of, plan_of
from bigmodel.tasks.tabular.what_if.learnt_from import training_table
from bigmodel.tasks.tabular.what_if.model_rows import model_rows

FEW = 12
"""So many fields are shown as they are, in the order of the data."""
FIRST = 10
"""Of more, so many stand first."""


def in_order(run: RunFolder, data: TableDataset, controls: tuple[Control, ...]) -> tuple[tuple[Control, ...], int]:
    """The inputs of a case in the order in which they are shown, and how many of them stand first.

    Args:
        run: A run with a bundle.
        data: Its dataset.
        controls: The inputs in the order of the data, the amount first.

    Returns:
        All inputs: where there are many, the amount and those that move scores most come first.

    Raises:
        Problem: Bundle or data are gone.
    """
    if len(controls) <= FEW:
        return controls, len(controls)
    moved, amount = _moved_in(run, data), plan_of(run).one("amount")
    held = amount.name if amount else None
    return tuple(sorted(controls, key=lambda each: (each.name != held, -moved.get(each.name, 0.0)))), FIRST


def foremost(run: RunFolder, data: TableDataset, names: Sequence[str], beside: str | None = None) -> str:
    """The field that moves the scores of this run most.

    Args:
        run: A run with a bundle.
        data: Its dataset.
        names: Among these fields.
        beside: Another one than this, and none that goes together with it as long as there are others.

    Raises:
        Problem: Scores, bundle or data are gone or damaged.
    """
    moved, told = _moved_in(run, data), {beside}
    if beside is not None:
        model = model_rows(run, data)
        told |= set(companions(model.together, model.layout.names.index(beside), model.layout.names))
    return max(names, key=lambda name: (name != beside, name not in told, moved.get(name, 0.0)))


def _moved_in(run: RunFolder, data: TableDataset) -> Mapping[str, float]:
    return _moved(run.path, (run.bundle / MODEL).stat().st_mtime_ns, data.folder)


@lru_cache(maxsize=8)
def _moved(run: Path, changed: int, folder: Path) -> Mapping[str, float]:  # noqa: ARG001
    opened = RunFolder(run)
    bundle, table = bundle_of(opened), training_table(TableDataset(folder), plan_of(opened))
    schema, layout = bundle.schema, layout_of(bundle.schema.encoder)
    size = min(table.num_rows, rows_for(len(layout.columns)))
    places = np.sort(np.random.default_rng(0).choice(table.num_rows, size, replace=False))
    rows = encode_rows(as_trained(table.take(pa.array(places)), schema), schema.encoder)
    return dict(zip(layout.names, influence(bundle.score, rows, layout).tolist(), strict=True))
