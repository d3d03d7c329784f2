import keras
import numpy as np
import pytest
import tensorflow as tf

from bigmodel.training.fused_adam import FusedAdam

START = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


DECAY = 0.3


def theirs(rate, decay, clip):
    """Keras's own optimiser of this kind."""
    if not decay:
        return keras.optimizers.Adam(rate, global_clipnorm=clip)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=decay, global_clipnorm=clip)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def moved(kind, decay, *, traced):
    """Weights after some steps with gradients of very different sizes, and the optimiser's state."""
    weights = [keras.Variable(START, name="kernel"), keras.Variable(START[0], name="bias")]
    optimizer = kind(keras.optimizers.schedules.CosineDecay(0.01, 20), decay, 1.0)
    optimizer.build(weights)

    def step(gradient):
        optimizer.apply([gradient, gradient[0]], weights)

    take = tf.function(step, autograph=False) if traced else step
    random = np.random.default_rng(1)
    for size in (1e-6, 1.0, 100.0, 0.0, 0.1):
        take(tf.constant(size * random.normal(size=START.shape), tf.float32))
    return [np.asarray(variable) for variable in (*weights, *optimizer.variables)]


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("decay", [0.0, DECAY])
def test_it_moves_weights_as_keras_does(decay, traced):
    for own, other in zip(moved(FusedAdam, decay, traced=traced), moved(theirs, decay, traced=traced), strict=True):
        np.testing.assert_allclose(own, other, rtol=1e-5, atol=1e-7)


def test_a_bias_is_not_decayed():
    kernel, bias, *_ = moved(FusedAdam, DECAY, traced=True)
    undecayed, as_bias, *_ = moved(FusedAdam, 0.0, traced=True)
    assert np.array_equal(bias, as_bias)
    assert not np.allclose(kernel, undecayed)


def test_it_moves_them_alike_each_time():
    for once, again in zip(moved(FusedAdam, DECAY, traced=True), moved(FusedAdam, DECAY, traced=True), strict=True):
        assert np.array_equal(once, again)
