import keras
import numpy as np
import tensorflow as tf

from bigmodel.training.fused_adam import FusedAdam

START = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def moved(kind, *, traced):
    """A weight after some steps with gradients of very different sizes, and the optimiser's state."""
    weight = keras.Variable(START)
    optimizer = kind(keras.optimizers.schedules.CosineDecay(0.01, 20), global_clipnorm=1.0)
    optimizer.build([weight])

    def step(gradient):
        optimizer.apply([gradient], [weight])

    take = tf.function(step, autograph=False) if traced else step
    random = np.random.default_rng(1)
    for size in (1e-6, 1.0, 100.0, 0.0, 0.1):
        take(tf.constant(size * random.normal(size=START.shape), tf.float32))
    return [np.asarray(variable) for variable in (weight, *optimizer.variables)]


def test_it_moves_weights_as_adam_does():
    for traced in (False, True):
        for own, theirs in zip(
            moved(FusedAdam, traced=traced), moved(keras.optimizers.Adam, traced=traced), strict=True
        ):
            np.testing.assert_allclose(own, theirs, rtol=1e-5, atol=1e-7)


def test_it_moves_them_alike_each_time():
    for once, again in zip(moved(FusedAdam, traced=True), moved(FusedAdam, traced=True), strict=True):
        assert np.array_equal(once, again)
