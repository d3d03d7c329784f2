import numpy as np
import pytest

from bigmodel.networks import cnn, mlp, tabm
from bigmodel.networks.inputs import TableInputs
from bigmodel.spec import Problem
from bigmodel.spec.hparams import CNN, MLP, TabM
from bigmodel.training.arrays import Arrays
from bigmodel.training.fit import fit


def rows(count=400, seed=0):
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(count, 3)).astype("float32")
    codes = random.integers(1, 4, size=(count, 2)).astype("int32")
    y = ((numbers[:, 0] > 0) ^ (codes[:, 0] == 2)).astype("int32")
    return Arrays({"numbers": numbers, "codes": codes}, y)


TRAIN, VALIDATION = rows(), rows(200, seed=1)


def build(hparams):
    inputs = TableInputs.fit(TRAIN.inputs["numbers"], TRAIN.inputs["codes"], [4, 4])
    return (tabm if isinstance(hparams, TabM) else mlp).build(hparams, inputs, 2)


def alike(one, other):
    """Whether two networks hold the same weights and random states, bit for bit."""
    return all(
        np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(one.variables, other.variables, strict=True)
    )


class Recorder:
    """Takes events, answers on_epoch with the given or the true accuracy, asks for a stop after some events."""

    def __init__(self, y=VALIDATION.y, select=None, stop_after=None):
        self.events, self.scores, self._y, self._select, self._stop = [], [], y, select, stop_after

    def emit(self, kind, **values):
        self.events.append({"kind": kind, **values})

    def stopped(self):
        return self._stop is not None and len(self.events) >= self._stop

    def on_epoch(self, epoch, scores):
        self.scores.append(scores)
        if self._select:
            return {"select": self._select[epoch - 1]}
        guess = scores.argmax(1) if scores.ndim == 2 else scores > 0.5
        return {"select": float(np.mean(guess == self._y)), "extra": 7.0}

    def of(self, kind):
        return [event for event in self.events if event["kind"] == kind]


def run(model, hparams, folder, recorder=None, *, resume=False, train=TRAIN, validation=VALIDATION):
    recorder = recorder or Recorder()
    folder.mkdir(exist_ok=True)
    result = fit(
        model,
        train,
        validation,
        hparams,
        emit=recorder.emit,
        stopped=recorder.stopped,
        on_epoch=recorder.on_epoch,
        checkpoints=folder,
        resume=resume,
    )
    return result, recorder


def small(**values):
    return MLP(**{"width": 16, "batch_size": 32, "epochs": 6, "learning_rate": 0.01, **values})


def test_it_learns_and_tells(tmp_path):
    hparams = small(epochs=15)
    result, told = run(build(hparams), hparams, tmp_path)
    assert [event["kind"] for event in told.events[:2]] == ["begin", "step"]
    assert told.events[0] == {
        "kind": "begin",
        "epochs": 15,
        "steps": 13,
        "rows": 400,
        "first_epoch": 0,
        "classes": 2,
    }
    assert told.events[1]["step"] == 1
    assert told.events[1]["epoch"] == pytest.approx(1 / 13)
    epochs = told.of("epoch")
    assert [event["epoch"] for event in epochs] == list(range(1, 16))
    assert max(event["val_accuracy"] for event in epochs) > 0.9
    assert epochs[-1]["loss"] < epochs[0]["loss"] / 2
    assert epochs[-1]["extra"] == 7.0
    assert epochs[-1]["best"] == result.best_epoch
    assert (result.epochs, result.stopped, result.diverged) == (15, False, False)
    assert told.scores[0].shape == (200,)


def test_the_model_ends_with_the_weights_of_the_best_epoch(tmp_path):
    hparams = small()
    model = build(hparams)
    result, told = run(model, hparams, tmp_path, Recorder(select=[0.1, 0.2, 0.9, 0.3, 0.8, 0.1]))
    assert result.best_epoch == 3
    logits = np.asarray(model(dict(VALIDATION.inputs), training=False))[:, 0]
    assert np.allclose(1 / (1 + np.exp(logits[:, 0] - logits[:, 1])), told.scores[2], atol=1e-5)


def test_of_epochs_that_are_worth_the_same_that_with_the_lowest_loss_is_the_best(tmp_path):
    hparams = small()
    result, told = run(build(hparams), hparams, tmp_path, Recorder(select=[0.1, 0.9, 0.9, 0.5, 0.9, 0.9]))
    losses = {event["epoch"]: event["val_loss"] for event in told.of("epoch")}
    assert result.best_epoch == min((2, 3, 5, 6), key=losses.__getitem__)
    assert losses[result.best_epoch] < losses[2]


def test_of_epochs_alike_in_all_the_first_is_the_best(tmp_path):
    hparams = small(optimizer="sgd", schedule="constant", learning_rate=1e-30, dropout=0.0)
    result, told = run(build(hparams), hparams, tmp_path, Recorder(select=[0.5] * 6))
    assert len({event["val_loss"] for event in told.of("epoch")}) == 1
    assert result.best_epoch == 1


def test_a_resumed_training_still_knows_the_loss_of_its_best_epoch(tmp_path):
    hparams = small()

    class Alike(Recorder):
        def on_epoch(self, epoch, scores):
            return {"select": 0.5}

    unbroken, told = run(build(hparams), hparams, tmp_path / "a", Alike())
    with pytest.raises(Killed):
        run(build(hparams), hparams, tmp_path / "b", KilledIn(3, select=[0.5] * 6))
    again, _ = run(build(hparams), hparams, tmp_path / "b", Alike(), resume=True)
    losses = [event["val_loss"] for event in told.of("epoch")]
    assert again.best_epoch == unbroken.best_epoch == 1 + int(np.argmin(losses))


def test_early_stopping_waits_for_patience(tmp_path):
    hparams = small(patience=2)
    result, _ = run(build(hparams), hparams, tmp_path, Recorder(select=[0.5, 0.4, 0.4, 0.9, 0.9, 0.9]))
    assert (result.best_epoch, result.epochs) == (1, 3)
    again, told = run(build(hparams), hparams, tmp_path, resume=True)
    assert (again.best_epoch, again.epochs) == (1, 3)
    assert not told.of("epoch")


def test_without_early_stopping_all_epochs_run(tmp_path):
    hparams = small(patience=1, early_stopping=False)
    result, _ = run(build(hparams), hparams, tmp_path, Recorder(select=[0.5, *[0.4] * 5]))
    assert (result.best_epoch, result.epochs) == (1, 6)


@pytest.mark.parametrize("optimizer", ["adamw", "adam", "momentum", "sgd", "full_batch"])
@pytest.mark.parametrize("schedule", ["cosine", "constant", "one_cycle"])
def test_every_optimiser_with_every_schedule_lowers_the_loss(tmp_path, optimizer, schedule):
    rate = 0.01 if optimizer.startswith("adam") else 0.3
    hparams = small(optimizer=optimizer, schedule=schedule, learning_rate=rate, epochs=3, width=8, batch_size=64)
    _, told = run(build(hparams), hparams, tmp_path)
    losses = [event["loss"] for event in told.of("epoch")]
    rates = [event["learning_rate"] for event in told.of("epoch")]
    assert losses[-1] < losses[0]
    assert rates[-1] == pytest.approx(rate if schedule == "constant" else 0, abs=rate / 20)


def test_full_batch_takes_one_step_an_epoch_along_the_mean_gradient(tmp_path, monkeypatch):
    monkeypatch.setattr("bigmodel.training.steps.MICRO_ROWS", 150)
    hparams = small(optimizer="full_batch", schedule="constant", dropout=0, weight_decay=0, epochs=1, width=4)
    pieces, whole = build(hparams), build(hparams)
    run(pieces, hparams, tmp_path / "pieces")
    monkeypatch.setattr("bigmodel.training.steps.MICRO_ROWS", 400)
    run(whole, hparams, tmp_path / "whole")
    start = build(hparams).get_weights()
    moved = [np.abs(a - b).max() for a, b in zip(whole.get_weights(), start, strict=True)]
    assert max(moved) > 1e-4
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(pieces.get_weights(), whole.get_weights(), strict=True))


def test_a_stop_in_the_first_epoch_still_gives_a_result(tmp_path):
    hparams = small()
    result, told = run(build(hparams), hparams, tmp_path, Recorder(stop_after=2))
    assert (result.best_epoch, result.epochs, result.stopped) == (1, 1, True)
    assert told.events[-2]["step"] < told.events[0]["steps"]
    assert len(told.of("epoch")) == 1


def test_a_stop_in_the_first_epoch_leaves_nothing_to_go_on_from_wrongly(tmp_path):
    hparams = small(dropout=0.5)
    unbroken, stopped, resumed = build(hparams), build(hparams), build(hparams)
    run(unbroken, hparams, tmp_path / "a")
    run(stopped, hparams, tmp_path / "b", Recorder(stop_after=2))
    _, told = run(resumed, hparams, tmp_path / "b", resume=True)
    assert told.events[0]["first_epoch"] == 0
    assert alike(unbroken, resumed)


def test_a_stop_after_the_last_step_cuts_nothing_short(tmp_path):
    hparams = small(epochs=2)

    class StopAtTheEnd(Recorder):
        def stopped(self):
            steps = self.of("step")
            return len(self.of("epoch")) == 2 or (bool(steps) and steps[-1]["step"] == 2 * 13)

    result, _ = run(build(hparams), hparams, tmp_path, StopAtTheEnd())
    assert (result.epochs, result.stopped) == (2, False)
    only = small(epochs=1)
    result, _ = run(build(only), only, tmp_path / "only", Recorder(stop_after=2))
    assert result.stopped


def test_a_stop_at_the_end_of_an_epoch_keeps_it(tmp_path):
    hparams = small()

    class StopAtTheSeam(Recorder):
        def stopped(self):
            return len(self.scores) == 1

    result, _ = run(build(hparams), hparams, tmp_path / "a", StopAtTheSeam())
    assert (result.epochs, result.stopped) == (1, True)
    unbroken, resumed = build(hparams), build(hparams)
    run(unbroken, hparams, tmp_path / "b")
    _, told = run(resumed, hparams, tmp_path / "a", resume=True)
    assert told.events[0]["first_epoch"] == 1
    assert alike(unbroken, resumed)


def test_a_later_stop_keeps_the_best_epoch(tmp_path):
    hparams = small(epochs=500, early_stopping=False)

    class StopAtThree(Recorder):
        def stopped(self):
            return len(self.of("epoch")) >= 3

    result, told = run(build(hparams), hparams, tmp_path, StopAtThree(select=[0.2, 0.9, *[0.1] * 498]))
    assert (result.best_epoch, result.epochs, result.stopped) == (2, 3, True)
    assert len(told.of("epoch")) == 3


def test_divergence_at_once_is_a_problem_with_a_remedy(tmp_path):
    hparams = small(optimizer="sgd", learning_rate=100.0, schedule="constant", dropout=0.0)
    model = build(hparams)
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    with pytest.raises(Problem, match=r"diverged.*lower learning rate"):
        run(model, hparams, tmp_path)


def test_divergence_later_keeps_the_best_epoch(tmp_path):
    hparams = small()
    model = build(hparams)

    class Breaks(Recorder):
        def on_epoch(self, epoch, scores):
            if epoch == 2:
                model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
            return {"select": 1.0 / epoch}

    result, told = run(model, hparams, tmp_path, Breaks())
    assert (result.best_epoch, result.diverged, result.stopped) == (1, True, False)
    assert "diverged; epoch 1 is kept" in told.of("log")[0]["message"]
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


class Killed(BaseException):
    pass


class KilledIn(Recorder):
    """Dies in the step after this many epochs, as a killed process would."""

    def __init__(self, epochs, **values):
        super().__init__(**values)
        self._epochs = epochs

    def stopped(self):
        if len(self.of("epoch")) >= self._epochs:
            raise Killed
        return False


def pictures(count, seed):
    random = np.random.default_rng(seed)
    y = random.integers(0, 3, count).astype("int32")
    values = random.integers(0, 100, (count, 18, 18, 1)) + 50 * y[:, None, None, None]
    return Arrays({"pictures": values.astype("uint8")}, y)


@pytest.mark.parametrize(
    "hparams",
    [
        small(dropout=0.5),
        TabM(width=16, members=4, batch_size=32, epochs=6, dropout=0.3, schedule="one_cycle"),
        CNN(batch_size=16, epochs=4, dropout=0.4),
        small(dropout=0.5, optimizer="full_batch", schedule="constant"),
    ],
    ids=["mlp", "tabm", "cnn", "full_batch"],
)
def test_a_resumed_training_ends_bit_for_bit_like_an_unbroken_one(tmp_path, hparams):
    of_pictures = isinstance(hparams, CNN)
    data = {"train": pictures(90, 0), "validation": pictures(40, 1)} if of_pictures else {}
    y = data["validation"].y if of_pictures else VALIDATION.y

    def new():
        return cnn.build(hparams, (18, 18, 1), 3) if of_pictures else build(hparams)

    unbroken, broken, resumed = new(), new(), new()
    expected, _ = run(unbroken, hparams, tmp_path / "a", Recorder(y), **data)
    with pytest.raises(Killed):
        run(broken, hparams, tmp_path / "b", KilledIn(2, y=y), **data)
    result, told = run(resumed, hparams, tmp_path / "b", Recorder(y), resume=True, **data)
    assert told.events[0]["first_epoch"] == 2
    assert [event["epoch"] for event in told.of("epoch")] == list(range(3, hparams.epochs + 1))
    assert result.best_epoch == expected.best_epoch
    assert alike(unbroken, resumed)


@pytest.mark.parametrize(("rows", "batch"), [(1, 32), (7_000, 32), (21_000, 64), (35_000, 128), (10_000_000, 2048)])
def test_the_batch_size_follows_the_number_of_rows_unless_it_is_given(rows, batch):
    assert TabM().rows_a_step(rows) == batch
    assert TabM(batch_size=77).rows_a_step(rows) == 77
