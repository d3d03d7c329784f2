import numpy as np
import pytest
import tensorflow as tf

from bigmodel.networks import mlp
from bigmodel.networks.inputs import TableInputs
from bigmodel.spec.hparams import MLP
from bigmodel.training.arrays import Arrays
from bigmodel.training.optimizers import make_optimizer
from bigmodel.training.steps import Steps

ROWS, BATCH = 96, 32
ORDER = tf.constant(np.random.default_rng(3).permutation(ROWS).astype(np.int32))


def make(*, whole=False):
    """A small network with its loop, the same each time."""
    random = np.random.default_rng(0)
    inputs = {
        "numbers": random.normal(size=(ROWS, 3)).astype("float32"),
        "codes": random.integers(1, 4, size=(ROWS, 2)).astype("int32"),
    }
    hparams = MLP(width=8, batch_size=BATCH, dropout=0.2)
    model = mlp.build(hparams, TableInputs.fit(inputs["numbers"], inputs["codes"], [4, 4]), 2)
    optimizer = make_optimizer(hparams, 10)
    optimizer.build(model.trainable_variables)
    y = random.integers(0, 2, ROWS).astype("int32")
    return model, Steps(model, optimizer, Arrays(inputs, y), BATCH, whole=whole)


def traced(steps):
    return steps._chunk.experimental_get_tracing_count()


def test_the_first_step_does_not_wait_for_the_loop_to_be_traced():
    _, steps = make()
    first = steps.run(ORDER, 0, 1)
    assert first.rows == BATCH
    assert traced(steps) == 0
    steps.run(ORDER, 1, 1)
    steps.run(ORDER, 2, 1)
    assert traced(steps) == 1


def test_it_moves_the_weights_as_the_loop_would():
    (own, early), (other, late) = make(), make()
    one = early.run(ORDER, 0, 1)
    whole = late._chunk(ORDER, tf.constant(0), tf.constant(1)).numpy()
    assert [one.loss, one.right, one.rows] == pytest.approx(whole.tolist(), rel=1e-5)
    for a, b in zip(own.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_a_training_that_goes_on_takes_every_step_in_the_loop():
    _, steps = make()
    steps._optimizer.iterations.assign(3)
    steps.run(ORDER, 0, 1)
    assert traced(steps) == 1


def test_a_full_batch_is_summed_in_the_loop():
    _, steps = make(whole=True)
    steps.run(ORDER, 0, 1)
    assert traced(steps) == 1
