"""Fit a network: epochs, validation, early stopping, Stop, checkpoints, resume."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bigmodel.spec import Emit, Problem, Stopped
from bigmodel.spec.hparams import Training
from bigmodel.training import checkpoints as kept
from bigmodel.training.arrays import Arrays
from bigmodel.training.average import Average
from bigmodel.training.checkpoints import Checkpoint, Progress
from bigmodel.training.objective import Classes, Objective
from bigmodel.training.optimizers import make_optimizer
from bigmodel.training.pace import Pace
from bigmodel.training.steps import Scorer, Steps, Sums

OnEpoch = Callable[[int, NDArray[np.float32]], Mapping[str, Any]]
"""``on_epoch(epoch, validation scores)`` returns what is measured, with ``select``: higher is better.

Of epochs with the same ``select`` that with the lowest validation loss is the best, of those the first."""

REMEDY = "Choose a lower learning rate, a tenth of this one for a start."


@dataclass(frozen=True)
class FitResult:
    """How a training went.

    Attributes:
        best_epoch: The epoch whose weights the model holds, 1 for the first.
        epochs: Epochs that were validated.
        seconds: Wall time, with that of the sessions before a resume.
        stopped: Whether it ended on request before it was complete.
        diverged: Whether it ended because the loss was no longer a number.
    """

    best_epoch: int
    epochs: int
    seconds: float
    stopped: bool
    diverged: bool = False


def fit(
    model: keras.Model,
    train: Arrays,
    validation: Arrays,
    hparams: Training,
    *,
    emit: Emit,
    stopped: Stopped,
    on_epoch: OnEpoch,
    checkpoints: Path,
    resume: bool,
    objective: Objective | None = None,
) -> FitResult:
    """Train until the epochs are over, validation no longer improves or somebody stops it.

    After it the model holds the weights of the best epoch. With ``resume`` it goes on after the last finished epoch
    and ends with the same weights, bit for bit, as a training that was never interrupted.

    Args:
        model: Network whose output the objective takes; of logits (n, members, classes) to tell classes apart.
        train: Training rows.
        validation: Rows that choose the best epoch.
        hparams: How to train.
        emit: Receives ``begin``, ``step``, ``epoch`` and ``log`` events.
        stopped: Asked about ten times a second. When true, the best epoch so far counts; before the end of the
            first epoch the weights as they stand are validated as epoch 1. They are a result but no checkpoint:
            to go on from them would leave out the rest of the epoch.
        on_epoch: Called with each epoch's number and validation scores; its measures join the ``epoch`` event.
        checkpoints: Existing folder for the state after each epoch.
        resume: Go on from the state in ``checkpoints``; without one, start anew.
        objective: What to train for; None tells classes apart.

    Raises:
        Problem: The loss stopped being a number before one epoch was finished, or the kept state belongs to other
            settings.
    """
    training = _Fit(
        model,
        train,
        validation,
        hparams,
        emit=emit,
        stopped=stopped,
        on_epoch=on_epoch,
        folder=checkpoints,
        objective=objective,
    )
    return training.run(resume)


class _Fit:
    """One training under way."""

    def __init__(
        self,
        model: keras.Model,
        train: Arrays,
        validation: Arrays,
        hparams: Training,
        *,
        emit: Emit,
        stopped: Stopped,
        on_epoch: OnEpoch,
        folder: Path,
        objective: Objective | None,
    ) -> None:
        tf.config.experimental.enable_op_determinism()
        self._began = time.perf_counter()
        hparams = hparams.for_rows(len(train))
        self._model, self._hparams, self._rows = model, hparams, len(train)
        self._emit, self._stopped, self._on_epoch, self._folder = emit, stopped, on_epoch, folder
        whole = hparams.optimizer == "full_batch"
        batch = hparams.rows_a_step(len(train))
        moves = 1 if whole else -(-len(train) // min(batch, len(train)))
        self._optimizer = make_optimizer(hparams, hparams.epochs * moves)
        self._optimizer.build(model.trainable_variables)
        self._average = Average(model, hparams.averaged) if hparams.averaged else None
        self._steps = Steps(
            model, self._optimizer, train, batch, whole=whole, objective=objective, average=self._average
        )
        self._scorer = Scorer(model, validation, Classes() if isinstance(objective, Classes) else objective)
        self._progress = Progress()
        self._best_weights: list[NDArray[Any]] = []
        self._made_for = {"hparams": hparams.model_dump(), "rows": len(train), "weights": model.count_params()}

    def run(self, resume: bool) -> FitResult:
        """Train to the end."""
        if resume:
            self._restore()
        else:
            kept.clear(self._folder)
        before = self._progress.seconds
        self._emit(
            "begin",
            epochs=self._hparams.epochs,
            steps=self._steps.count,
            rows=self._rows,
            first_epoch=self._progress.epoch,
            classes=int(self._model.output.shape[-1]),
        )
        pace = Pace(self._emit, self._steps.count)
        broken = stopped = False
        while self._progress.epoch < self._hparams.epochs and not self._progress.ended and not stopped:
            sums, broken = self._train_epoch(pace)
            finite = np.isfinite(sums.loss)
            if finite and not (broken and self._progress.epoch):
                finite = self._finish_epoch(sums, before, keep=not broken)
            if not finite:
                self._diverged()
            stopped = broken or bool(self._stopped())
            pace.restart()
        self._model.set_weights(self._best_weights)
        seconds = before + time.perf_counter() - self._began
        progress = self._progress
        complete = not broken and (progress.epoch >= self._hparams.epochs or bool(progress.ended))
        return FitResult(
            progress.best_epoch,
            progress.epoch,
            seconds,
            stopped and not complete,
            diverged=progress.ended == "diverged",
        )

    def _train_epoch(self, pace: Pace) -> tuple[Sums, bool]:
        """Steps of one epoch; whether it was broken off on request."""
        epoch = self._progress.epoch
        order = np.random.default_rng((self._hparams.seed, epoch)).permutation(self._rows).astype(np.int32)
        rows, sums, done = tf.constant(order), Sums(), 0
        while done < self._steps.count:
            count = pace.next(done)
            chunk = self._steps.run(rows, done, count)
            sums, done = sums + chunk, done + count
            if not np.isfinite(chunk.loss):
                break
            pace.took(chunk, count, epoch, done)
            if done < self._steps.count and self._stopped():
                return sums, True
        return sums, False

    def _finish_epoch(self, sums: Sums, before: float, *, keep: bool) -> bool:
        """Validate, tell and, where asked to, keep; False where the scores are no numbers."""
        with self._average.shown() if self._average else nullcontext():
            scores, held_out = self._scorer.score()
            scored = self._model.get_weights()
        if not np.isfinite(scores).all():
            return False
        epoch = self._progress.epoch + 1
        measures = dict(self._on_epoch(epoch, scores))
        select = float(measures["select"])
        loss, accuracy = sums.means
        val_loss, val_accuracy = held_out.means
        progress = replace(self._progress, epoch=epoch, seconds=before + time.perf_counter() - self._began)
        # Where all validation cases are named right early, the loss still tells which epoch is surer of it.
        if not self._best_weights or (select, -val_loss) > (progress.best, -progress.best_loss):
            progress = replace(progress, best_epoch=epoch, best=select, best_loss=float(val_loss))
            self._best_weights = scored
        if self._hparams.early_stopping and epoch - progress.best_epoch >= self._hparams.patience:
            progress = replace(progress, ended="early")
        self._progress = progress
        self._emit(
            "epoch",
            **{
                "epoch": epoch,
                "loss": loss,
                "accuracy": accuracy,
                "val_loss": val_loss,
                "val_accuracy": val_accuracy,
                "best": progress.best_epoch,
                "learning_rate": float(self._optimizer.learning_rate),
                "seconds": progress.seconds,
                **measures,
            },
        )
        if keep:
            self._keep()
        return True

    def _diverged(self) -> None:
        """End with the best epoch so far, or refuse where there is none."""
        if not self._best_weights:
            raise Problem("Training diverged: the loss is no longer a number", remedy=REMEDY)
        self._emit("log", message=f"Training diverged; epoch {self._progress.best_epoch} is kept. {REMEDY}")
        self._progress = replace(self._progress, ended="diverged")

    def _variables(self) -> list[Any]:
        """All that has to be the same to go on alike: weights, random states, the optimiser's state."""
        averaged = self._average.variables if self._average else []
        return [*self._model.variables, *self._optimizer.variables, *averaged]

    def _keep(self) -> None:
        state = [np.asarray(variable) for variable in self._variables()]
        kept.save(self._folder, Checkpoint(self._progress, state, self._best_weights), self._made_for)

    def _restore(self) -> None:
        checkpoint = kept.load(self._folder, self._made_for)
        if checkpoint is None:
            return
        for variable, value in zip(self._variables(), checkpoint.state, strict=True):
            variable.assign(value)
        self._progress, self._best_weights = checkpoint.progress, checkpoint.best_weights
