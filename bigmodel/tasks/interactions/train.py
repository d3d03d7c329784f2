"""Train on histories: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ranking import measure_epoch_ranks
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import history_encoder, pad_left
from bigmodel.networks import gru4rec, sasrec
from bigmodel.networks.item_table import ItemTable
from bigmodel.networks.next_item import serving_scores
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import write_ranks
from bigmodel.spec import Outcome, Plan, Problem, RunSpec, Schema
from bigmodel.spec.hparams import GRU4Rec, SASRec, Training
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.histories import Histories, RankingCases, RankingParts, divide
from bigmodel.tasks.interactions.judged import judge_ranks
from bigmodel.tasks.interactions.windows import fitting_length, have_repeats, last_answers, windows
from bigmodel.tasks.targets import unchanged
from bigmodel.training.arrays import Arrays
from bigmodel.training.export import export_bundle
from bigmodel.training.fit import FitResult, fit
from bigmodel.training.item_start import item_start
from bigmodel.training.next_item import NextItem

COMPARED = 64
"""Histories on which the exported model is compared with the Keras model."""
SCORES_A_STEP = 40_000_000
"""Scores that a step makes at most, places times items, so that large catalogues fit into memory."""


def train(data_folder: Path, spec: RunSpec, folder: RunFolder, stopped: Callable[[], bool], resume: bool) -> None:
    """Train, evaluate and leave bundle, ranks and report in the run's folder.

    Args:
        data_folder: The dataset's folder.
        spec: What to do.
        folder: The run's folder.
        stopped: Asked between steps.
        resume: Whether to go on from the last finished epoch.

    Raises:
        Problem: The data or the plan does not allow training.
    """
    started = time.perf_counter()
    data = InteractionDataset(data_folder)
    unchanged(data.fingerprint, spec)
    parts = divide(data, spec.plan)
    if len(parts.items) < 2:
        raise Problem("Only one item occurs in training, so there is nothing to rank", remedy="Bring more data.")
    hparams = network_of(spec.plan)
    fitting = time.perf_counter()
    model, fitted, length, repeats = learn(
        hparams,
        parts,
        emit=folder.emit,
        stopped=stopped,
        checkpoints=folder.checkpoints,
        resume=resume,
    )
    before = max(0.0, fitted.seconds - (time.perf_counter() - fitting))  # what was trained before a resume
    said = "Ranking all items for the test users and fitting the baselines."
    folder.set_status("evaluating", said, cut_short=fitted.stopped)
    encoder = history_encoder(parts.items, length, titles(data, spec.plan, parts), repeats=repeats) | {
        "counts": np.bincount(parts.train.items - 1, minlength=len(parts.items)).tolist(),
        "reading": data.reading.model_dump(mode="json"),
    }
    schema = Schema(
        task=spec.task,
        template=spec.plan.template,
        fields=spec.plan.fields,
        outcome=Outcome(kind="ranking"),
        encoder=encoder,
    )
    bundle = leave_bundle(model, schema, parts.validation, folder.bundle)
    report, ranks = judge_ranks(bundle, parts, best_epoch=fitted.best_epoch, epochs=fitted.epochs, words=spec.words)
    write_ranks(folder, ranks)
    seconds = before + time.perf_counter() - started
    report.model_copy(update={"seconds": seconds}).save(folder.report_path)


def network_of(plan: Plan) -> SASRec | GRU4Rec:
    """The hyper-parameters that a plan names."""
    return SASRec.make(plan.hparams) if plan.network == "sasrec" else GRU4Rec.make(plan.hparams)


def learn(
    hparams: SASRec | GRU4Rec,
    parts: RankingParts,
    *,
    emit: Callable[..., None],
    stopped: Callable[[], bool],
    checkpoints: Path,
    resume: bool,
) -> tuple[keras.Model, FitResult, int, bool]:
    """Build and fit the network.

    Returns:
        The network, how it went, the items of a history that it looks at, and whether repeats are suggested.

    Raises:
        Problem: There is nothing to learn from, or training diverged.
    """
    keras.utils.set_random_seed(hparams.seed)
    repeats = have_repeats(parts.train)
    length = fitting_length(parts.train.lengths, hparams.length)
    history, answers = windows(parts.train, length, repeats=repeats)
    if not len(history):
        raise Problem(
            "No history holds two items to learn from", remedy="Bring more data, or lower the least events of a user."
        )
    model = build(hparams, len(parts.items), length)
    table = start(model, hparams, parts.train, len(parts.items))
    checkpoints.mkdir(exist_ok=True)
    fitted = fit(
        model,
        Arrays({"history": history}, answers),
        _questions(parts.validation, length),
        fitting_batch(hparams, len(history), length * (len(parts.items) + 1)),
        emit=emit,
        stopped=stopped,
        on_epoch=lambda _, ranks: measure_epoch_ranks(ranks),
        checkpoints=checkpoints,
        resume=resume,
        objective=NextItem(table, repeats),
    )
    return model, fitted, length, repeats


def build(hparams: SASRec | GRU4Rec, items: int, length: int) -> keras.Model:
    """The network of the hyper-parameters, before training."""
    if isinstance(hparams, SASRec):
        return sasrec.build(hparams, items, length)
    return gru4rec.build(hparams, items, length)


def start(model: keras.Model, hparams: SASRec | GRU4Rec, train: Histories, items: int) -> ItemTable:
    """Let the item table begin with what training histories say of items by themselves and of neighbours."""
    table: ItemTable = model.get_layer("items")
    vectors = item_start(train.items, train.starts, items, hparams.width, hparams.seed)
    table.start_from(np.bincount(train.items - 1, minlength=items), vectors)
    return table


def fitting_batch(hparams: Training, rows: int, scores: int) -> Training:
    """The hyper-parameters with a batch that keeps a step's scores (``scores`` a row) within ``SCORES_A_STEP``."""
    batch = min(hparams.rows_a_step(rows), max(1, SCORES_A_STEP // scores))
    return hparams.model_copy(update={"batch_size": batch})


def titles(data: InteractionDataset, plan: Plan, parts: RankingParts) -> list[str | None] | None:
    """Title of each candidate, None where the data has none."""
    catalogue = data.log(plan).catalogue
    if "title" not in catalogue.column_names:
        return None
    known: dict[str, Any] = dict(zip(catalogue["item"].to_pylist(), catalogue["title"].to_pylist(), strict=True))
    return [known.get(item) for item in parts.items]


def leave_bundle(model: keras.Model, schema: Schema, cases: RankingCases, folder: Path) -> Bundle:
    """Export the model with its schema and open what was exported.

    Raises:
        Problem: The exported model answers differently.
    """
    folder.mkdir(exist_ok=True)
    some = min(COMPARED, len(cases))
    example = {"history": _padded(cases, schema.encoder["length"])[:some]}
    export_bundle(model, folder, example, lambda network: serving_scores(network, schema.encoder["repeats"]))
    schema.save(folder / "schema.json")
    return Bundle.load(folder, threads=2)


def _questions(cases: RankingCases, length: int) -> Arrays:
    return Arrays({"history": _padded(cases, length)}, last_answers(cases.target, length))


def _padded(cases: RankingCases, length: int) -> NDArray[np.int32]:
    return pad_left([cases.history.of(place) for place in range(len(cases))], length)
