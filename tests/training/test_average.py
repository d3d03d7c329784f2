import numpy as np
import pytest
import tensorflow as tf

from bigmodel.networks import resnet
from bigmodel.spec.hparams import ResNet
from bigmodel.training.arrays import Arrays
from bigmodel.training.average import Average
from bigmodel.training.fit import fit
from bigmodel.training.objective import Classes

SHAPE = (16, 16, 1)


def pictures(count, seed):
    random = np.random.default_rng(seed)
    y = random.integers(0, 3, count).astype("int32")
    values = random.integers(0, 100, (count, *SHAPE)) + 50 * y[:, None, None, None]
    return Arrays({"pictures": values.astype("uint8")}, y)


TRAIN, VALIDATION = pictures(70, 0), pictures(30, 1)
CHANGED = {"shift": 0.1, "rotation": 20.0, "flip": True, "brightness": 0.2}


def small(**values):
    return ResNet(**{"width": 4, "batch_size": 16, "epochs": 3, "average": 0.9, **CHANGED, **values})


class Killed(BaseException):
    pass


def run(hparams, folder, *, resume=False, killed_after=None):
    folder.mkdir(exist_ok=True)
    model, scores = resnet.build(hparams, SHAPE, 3), []

    def stopped():
        if len(scores) == killed_after:
            raise Killed
        return False

    def on_epoch(epoch, given):
        scores.append(given)
        return {"select": float(epoch)}

    fit(
        model,
        TRAIN,
        VALIDATION,
        hparams,
        emit=lambda kind, **values: None,
        stopped=stopped,
        on_epoch=on_epoch,
        checkpoints=folder,
        resume=resume,
        objective=Classes(hparams.smoothing),
    )
    return model, scores


def test_a_resumed_training_with_average_and_changed_pictures_ends_bit_for_bit_like_an_unbroken_one(tmp_path):
    hparams = small()
    unbroken, expected = run(hparams, tmp_path / "a")
    with pytest.raises(Killed):
        run(hparams, tmp_path / "b", killed_after=2)
    resumed, scores = run(hparams, tmp_path / "b", resume=True)
    assert len(scores) == 1
    assert np.array_equal(scores[-1], expected[-1])
    assert all(np.array_equal(a, b) for a, b in zip(unbroken.get_weights(), resumed.get_weights(), strict=True))


def test_what_is_scored_is_what_the_model_ends_with_and_not_the_last_steps_weights(tmp_path):
    averaged, scores = run(small(), tmp_path / "a")
    logits = np.asarray(averaged(dict(VALIDATION.inputs), training=False))[:, 0]
    assert np.allclose(tf.nn.softmax(logits), scores[-1], atol=1e-5)
    plain, _ = run(small(average=0.0), tmp_path / "b")
    assert not np.allclose(averaged.get_weights()[0], plain.get_weights()[0], atol=1e-4)


def test_the_average_follows_its_formula_and_gives_the_weights_back():
    model = resnet.build(small(), SHAPE, 3)
    average = Average(model, 0.5)
    start = model.get_weights()
    moved = [weight + 1.0 for weight in start]
    model.set_weights(moved)
    average.update()  # keeps 1 / 10 at first
    average.update()  # then 2 / 11
    kept = (1 / 10) * (2 / 11)
    with average.shown():
        shown = model.get_weights()
    for before, after, mean in zip(start, moved, shown, strict=True):
        assert np.allclose(mean, kept * before + (1 - kept) * after, atol=1e-5)
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), moved, strict=True))
