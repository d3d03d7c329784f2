"""Many training steps in one compiled call, and the scoring of validation rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bigmodel.training.arrays import Arrays
from bigmodel.training.average import Average
from bigmodel.training.objective import Classes, Objective

MICRO_ROWS = 4096
SCORE_ROWS = 1024
SCORE_NUMBERS = 1 << 24
"""Numbers of input that validation takes at once at most: large pictures a few hundred at a time."""


@dataclass(frozen=True)
class Sums:
    """Totals over some rows: of the loss, of right answers, and the rows themselves."""

    loss: float = 0.0
    right: float = 0.0
    rows: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.loss + other.loss, self.right + other.right, self.rows + other.rows)

    @property
    def means(self) -> tuple[float, float]:
        """Mean loss and share of right answers."""
        return self.loss / max(self.rows, 1), self.right / max(self.rows, 1)


class Steps:
    """The compiled loop over batches that stay in memory as tensors.

    Gathering from constants by an order that numpy has drawn costs less than any input pipeline, and the order is
    known from seed and epoch alone, which a resumed run needs.
    """

    def __init__(
        self,
        model: keras.Model,
        optimizer: Any,
        train: Arrays,
        batch: int,
        *,
        whole: bool,
        objective: Objective | None = None,
        average: Average | None = None,
    ) -> None:
        """Hold the training rows.

        Args:
            model: Network of logits.
            optimizer: Already built on the model's weights.
            train: Training rows.
            batch: Rows a step.
            whole: One step an epoch: gradients are summed over all batches, the last of which moves the weights.
            objective: What to train for; None tells classes apart.
            average: Follows the weights after every step; None where they are not averaged.
        """
        self._model, self._optimizer, self._whole = model, optimizer, whole
        self._average = average
        self._objective: Objective = objective or Classes()
        self._inputs = {name: tf.constant(array) for name, array in train.inputs.items()}
        self._y = tf.constant(train.y)
        self._rows = len(train)
        self.batch = min(MICRO_ROWS, self._rows) if whole else min(batch, self._rows)
        self.count = -(-self._rows // self.batch)
        self._sums = [tf.Variable(tf.zeros_like(v.value)) for v in model.trainable_variables] if whole else []
        self._chunk = tf.function(self._run, reduce_retracing=True, autograph=False)

    def run(self, order: Any, first: int, count: int) -> Sums:
        """Take ``count`` steps from step ``first`` of the epoch whose ``order`` (int32 tensor of rows) is given.

        The very first step of a training is taken operation by operation: the loop takes seconds to trace, and its
        first point would come that much later. A resumed training has that step behind it, as the one that was never
        interrupted has.
        """
        if count == 1 and not self._whole and not int(self._optimizer.iterations):
            sums = self._step(self._rows_of(order, first), tf.constant(first))
        else:
            sums = self._chunk(order, tf.constant(first), tf.constant(count))
        loss, right, rows = sums.numpy()
        return Sums(float(loss), float(right), float(rows))

    def _run(self, order: Any, first: Any, count: Any) -> Any:
        # Written without autograph, whose rewriting of the source took half of the time to the first step.
        def step(index: Any, sums: Any) -> tuple[Any, Any]:
            return index + 1, sums + self._step(self._rows_of(order, index), index)

        return tf.while_loop(lambda index, _: index < first + count, step, (first, tf.zeros(3)))[1]

    def _rows_of(self, order: Any, index: Any) -> Any:
        """The rows of one step, int32."""
        return order[index * self.batch : tf.minimum((index + 1) * self.batch, self._rows)]

    def _step(self, rows: Any, index: Any) -> Any:
        inputs = {name: tf.gather(array, rows) for name, array in self._inputs.items()}
        y = tf.gather(self._y, rows)
        with tf.GradientTape() as tape:
            each, right, _ = self._objective.losses(self._model(inputs, training=True), y)
            total = tf.reduce_sum(each)
            size = tf.cast(tf.shape(y)[0], tf.float32)
            loss = total / (float(self._rows) if self._whole else size)
        variables = self._model.trainable_variables
        gradients = tape.gradient(loss, [v.value for v in variables])
        if self._whole:
            self._sum_up(gradients, index)
        else:
            self._optimizer.apply(gradients, variables)
            if self._average:
                self._average.update()
        return tf.stack([total, tf.reduce_sum(right), size])

    def _sum_up(self, gradients: list[Any], index: Any) -> None:
        """Add to the epoch's gradient; after its last batch move the weights and start again."""
        for total, gradient in zip(self._sums, gradients, strict=True):
            total.assign_add(tf.convert_to_tensor(gradient))
        tf.cond(tf.equal(index, self.count - 1), self._move, lambda: False)

    def _move(self) -> bool:
        self._optimizer.apply([total.value() for total in self._sums], self._model.trainable_variables)
        for total in self._sums:
            total.assign(tf.zeros_like(total))
        if self._average:
            self._average.update()
        return True


class Scorer:
    """Validation rows, scored by the network as it stands."""

    def __init__(self, model: keras.Model, rows: Arrays, objective: Objective | None = None) -> None:
        self._model, self._rows = model, rows
        self._objective: Objective = objective or Classes()
        self._inputs = {name: tf.constant(array) for name, array in rows.inputs.items()}
        self._y = tf.constant(rows.y)
        numbers = sum(int(np.prod(array.shape[1:])) for array in rows.inputs.values())
        self._at_once = max(1, min(SCORE_ROWS, SCORE_NUMBERS // max(1, numbers)))
        self._compiled = tf.function(self._score, reduce_retracing=True, autograph=False)

    def score(self) -> tuple[NDArray[np.float32], Sums]:
        """What the objective keeps, scores (n,) or (n, k) for classes, and the sums of loss and right answers."""
        parts, sums = [], Sums()
        for first in range(0, len(self._rows), self._at_once):
            probability, totals = self._compiled(tf.constant(first))
            parts.append(probability.numpy())
            loss, right, rows = totals.numpy()
            sums += Sums(float(loss), float(right), float(rows))
        return self._objective.kept(np.concatenate(parts)), sums

    def _score(self, first: Any) -> tuple[Any, Any]:
        inputs = {name: array[first : first + self._at_once] for name, array in self._inputs.items()}
        output = self._model(inputs, training=False)
        each, right, kept = self._objective.losses(output, self._y[first : first + self._at_once])
        return kept, tf.stack([tf.reduce_sum(each), tf.reduce_sum(right), tf.cast(tf.size(right), tf.float32)])
