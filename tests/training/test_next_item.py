import numpy as np
import pytest
import tensorflow as tf

from bigmodel.networks import sasrec
from bigmodel.networks.item_table import ItemTable
from bigmodel.spec.hparams import SASRec
from bigmodel.training.arrays import Arrays
from bigmodel.training.fit import fit
from bigmodel.training.item_start import item_start, neighbours
from bigmodel.training.next_item import NextItem

VECTORS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)


def table():
    made = ItemTable(3, 2)
    made.build((None, 2))
    made.vectors.assign(VECTORS)
    return made


def packed(states, bonus, codes):
    return tf.constant(np.concatenate([states, bonus, codes[..., None]], axis=-1).astype(np.float32))


def test_loss_and_rank_are_those_of_a_softmax_over_all_items():
    states = np.array([[[1, 2], [0, 3]]], np.float32)
    output = packed(states, np.zeros((1, 2, 2)), np.array([[1, 2]]))
    loss, right, rank = NextItem(table(), True).losses(output, tf.constant([[3, 1]]))
    each = []
    for state, answer in ((states[0, 0], 3), (states[0, 1], 1)):
        scores = VECTORS[1:] @ state
        each.append(np.log(np.exp(scores).sum()) - scores[answer - 1])
    assert loss.numpy() == pytest.approx([np.mean(each)], rel=1e-5)
    assert right.numpy() == pytest.approx([0.5])
    assert rank.numpy() == pytest.approx([3])


def test_places_without_an_answer_count_for_nothing():
    states = np.random.default_rng(0).normal(size=(2, 2, 2))
    output = packed(states, np.zeros((2, 2, 2)), np.array([[0, 2], [1, 2]]))
    objective = NextItem(table(), True)
    loss = objective.losses(output, tf.constant([[0, 3], [0, 0]]))[0].numpy()
    scores = VECTORS[1:] @ states[0, 1]
    assert loss[0] == pytest.approx(np.log(np.exp(scores).sum()) - scores[2], rel=1e-5)
    assert loss[1] == 0


def test_a_bonus_lifts_the_item_of_the_history_and_counts_once_for_each_time():
    zero = np.zeros((1, 3, 2))
    bonus = np.zeros((1, 3, 3))
    bonus[0, -1] = 1.0
    output = packed(zero, bonus, np.array([[2, 2, 1]]))
    _, _, rank = NextItem(table(), True).losses(output, tf.constant([[0, 0, 2]]))
    assert rank.numpy() == pytest.approx([1])
    loss = NextItem(table(), True).losses(output, tf.constant([[0, 0, 2]]))[0].numpy()
    assert loss == pytest.approx([np.log(np.exp([1.0, 2.0, 0.0]).sum()) - 2.0], rel=1e-5)


def test_without_repeats_items_of_the_history_are_left_out_of_ranks():
    states = np.array([[[0, 0], [2, 3]]], np.float32)
    output = packed(states, np.ones((1, 2, 2)), np.array([[3, 2]]))
    answer = tf.constant([[0, 1]])
    assert NextItem(table(), True).losses(output, answer)[2].numpy() == pytest.approx([3])
    assert NextItem(table(), False).losses(output, answer)[2].numpy() == pytest.approx([1])


def test_equals_are_ranked_by_their_code():
    output = packed(np.zeros((3, 1, 2)), np.zeros((3, 1, 1)), np.zeros((3, 1)))
    rank = NextItem(table(), True).losses(output, tf.constant([[1], [2], [3]]))[2].numpy()
    assert rank.tolist() == [1, 2, 3]


def test_neighbours_stay_within_a_history_and_weigh_less_the_further_apart():
    pairs = neighbours(np.array([1, 2, 3, 1, 3], np.int32), np.array([0, 3, 5]), 3).toarray()
    assert pairs.tolist() == [[0, 1, 1.5], [1, 0, 1], [1.5, 1, 0]]


def test_vectors_of_items_that_follow_each_other_are_alike():
    items = np.concatenate([np.tile([1, 2, 3], 30), np.tile([4, 5, 6], 30)]).astype(np.int32)
    vectors = item_start(items, np.array([0, 90, 180]), 6, 4)
    assert vectors.shape == (6, 4)
    products = vectors @ vectors.T
    assert products[:3, :3].min() > products[:3, 3:].max() + 0.1
    assert np.array_equal(vectors, item_start(items, np.array([0, 90, 180]), 6, 4))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_there_are_vectors_for_the_smallest_catalogues(count):
    items = np.arange(1, count + 1, dtype=np.int32)
    assert np.isfinite(item_start(items, np.array([0, count]), count, 8)).all()


def test_a_resumed_training_ends_with_the_same_weights(tmp_path):
    random = np.random.default_rng(0)
    x = random.integers(1, 6, (30, 4)).astype(np.int32)
    y = random.integers(1, 6, (30, 4)).astype(np.int32)

    def run(folder, *, stop_after=None, resume=False):
        hparams = SASRec(width=8, epochs=4, batch_size=8, early_stopping=False)
        model = sasrec.build(hparams, 5, 4)
        folder.mkdir(exist_ok=True)
        done = []

        def on_epoch(epoch, ranks):
            done.append(epoch)
            return {"select": float(epoch)}

        fit(
            model,
            Arrays({"history": x}, y),
            Arrays({"history": x}, y),
            hparams,
            emit=lambda *_, **__: None,
            stopped=lambda: stop_after is not None and len(done) >= stop_after,
            on_epoch=on_epoch,
            checkpoints=folder,
            resume=resume,
            objective=NextItem(model.get_layer("items"), True),
        )
        return model.get_weights(), done

    whole, _ = run(tmp_path / "whole")
    run(tmp_path / "cut", stop_after=2)
    resumed, epochs = run(tmp_path / "cut", resume=True)
    assert epochs == [3, 4]
    assert all(np.array_equal(a, b) for a, b in zip(whole, resumed, strict=True))
