"""What travels: ``model.onnx`` with ``schema.json``, ready to score."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bigmodel.inference.encode import check_encoder
from bigmodel.inference.session import REFUSED, open_session
from bigmodel.spec import Problem, Schema

MODEL = "model.onnx"
SCHEMA = "schema.json"
OUTPUT = "scores"
REGIONS = "regions"
"""An output that some models have beside the scores: float32 (n, down, across, k), class evidence by place."""
VERSION = 1
CHUNK = 256
"""Rows of a chunk: small enough for the processor's cache (one giant batch is ten times slower)."""


class Bundle:
    """A trained model with all that is needed to score new data.

    Args:
        schema: Fields, outcome, encoder and threshold.
        session: The model; its output ``scores`` has shape (n, k).
        threads: Chunks that are scored beside each other.
    """

    def __init__(self, schema: Schema, session: onnxruntime.InferenceSession, threads: int = 1) -> None:
        self.schema = schema
        self.threads = threads
        self._session = session
        wanted = schema.encoder.get("rows_at_once")
        self._chunk = min(wanted, CHUNK) if isinstance(wanted, int) and wanted > 0 else CHUNK
        self.has_regions = any(put.name == REGIONS for put in session.get_outputs())
        self._inputs = {put.name: put for put in session.get_inputs()}
        outputs = {put.name: put.shape for put in session.get_outputs()}
        classes = len(schema.outcome.classes)
        shape = outputs.get(OUTPUT, ())
        if len(shape) != 2 or not (schema.outcome.ranking or shape[1] in {classes, None}):
            raise Problem(
                f"The model does not give {classes} scores a row, as its schema says",
                where=MODEL,
                remedy="Model and schema are of different runs: export the bundle again.",
            )

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> Bundle:
        """Open a bundle's folder.

        Raises:
            Problem: A file of it is gone, damaged, or of another version.
        """
        schema = Schema.load(folder / SCHEMA)
        if schema.version != VERSION:
            raise Problem(
                f"This bundle has layout {schema.version}, and this version of BigModel Studio reads layout {VERSION}",
                where=SCHEMA,
                remedy="Export it again.",
            )
        check_encoder(schema)
        return cls(schema, open_session(folder / MODEL), threads)

    def score(self, tensors: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Score encoded cases in chunks.

        Args:
            tensors: Input name to array; all have n rows. Inputs that the model does not have (a table without
                categories) are passed over.

        Returns:
            float32: for two classes the probability of the positive one, shape (n,), else shape (n, k); for a ranking
            a score of each item, shape (n, items).

        Raises:
            Problem: The tensors do not fit the model, or it gives no number for a row.
        """
        scores = self._run(OUTPUT, tensors)
        rows = len(scores)
        broken = int((~np.isfinite(scores)).any(axis=1).sum())
        if broken:
            raise Problem(f"The model gives no number for {broken:,} of {rows:,} rows", remedy="Train it again.")
        return scores[:, 1] if self.schema.outcome.binary else scores

    def regions(self, tensors: Mapping[str, NDArray[Any]]) -> NDArray[np.float32] | None:
        """What each place of pictures adds to the logit of each class, for a model that ends in a mean over places.

        Args:
            tensors: As ``score`` takes them.

        Returns:
            float32 (n, down, across, k), whose mean over places is the logit; None for a model of another kind.

        Raises:
            Problem: The tensors do not fit the model.
        """
        return self._run(REGIONS, tensors) if self.has_regions else None

    def _run(self, output: str, tensors: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        """One output for all rows, in chunks."""
        feeds = self._checked(tensors)
        rows = len(next(iter(feeds.values())))
        chunks: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * -(-rows // self._chunk)

        def run(start: int) -> None:
            part = {name: array[start : start + self._chunk] for name, array in feeds.items()}
            chunks[start // self._chunk] = self._session.run([output], part)[0]

        try:
            if self.threads > 1 and rows > self._chunk:
                with ThreadPoolExecutor(self.threads) as pool:
                    list(pool.map(run, range(0, rows, self._chunk)))
            else:
                for start in range(0, rows, self._chunk):
                    run(start)
        except REFUSED as error:
            raise Problem("The model could not score these rows", where=MODEL, remedy="Train it again.") from error
        return np.concatenate(chunks) if chunks else np.empty((0, len(self.schema.outcome.classes)), np.float32)

    def _checked(self, tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        feeds = {}
        for name, put in self._inputs.items():
            array = tensors.get(name)
            wanted = tuple(put.shape[1:])
            if array is None or array.ndim != len(put.shape) or not _fits(array.shape[1:], wanted):
                got = "nothing" if array is None else f"{array.shape[1:]}"
                raise Problem(
                    f"The model takes {name!r} of shape {wanted} a row and was given {got}",
                    where=MODEL,
                    remedy="Model and schema are of different runs: export the bundle again.",
                )
            feeds[name] = np.ascontiguousarray(array)
        return feeds


def _fits(shape: tuple[int, ...], wanted: tuple[Any, ...]) -> bool:
    return all(not isinstance(size, int) or size == got for got, size in zip(shape, wanted, strict=True))
