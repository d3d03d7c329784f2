import keras
import numpy as np
import pytest

from bigmodel.networks import mlp, tabm
from bigmodel.networks.categories import Embeddings
from bigmodel.networks.inputs import TableInputs
from bigmodel.networks.members import MemberScale
from bigmodel.networks.numbers import PiecewiseLinear, RobustScale
from bigmodel.networks.serving import serving
from bigmodel.spec import Problem
from bigmodel.spec.hparams import MLP, TabM


def table(rows=60, numbers=4, codes=3, seed=0):
    random = np.random.default_rng(seed)
    values = random.normal(size=(rows, numbers)).astype("float32") * 100
    values[random.random(values.shape) < 0.1] = np.nan
    return values, random.integers(0, 6, size=(rows, codes)).astype("int32")


def logits(model, numbers, codes):
    return np.asarray(model({"numbers": numbers, "codes": codes}, training=False))


@pytest.mark.parametrize(("numbers", "codes"), [(4, 3), (4, 0), (0, 3)])
@pytest.mark.parametrize(("network", "hparams", "members"), [(mlp, MLP(width=8), 1), (tabm, TabM(width=8), None)])
def test_networks_answer_logits_of_members_and_classes(network, hparams, members, numbers, codes):
    values, categories = table(numbers=numbers, codes=codes)
    inputs = TableInputs.fit(values, categories, [6] * codes)
    answer = logits(network.build(hparams, inputs, 3), values, categories)
    assert answer.shape == (60, members or hparams.members, 3)
    assert np.isfinite(answer).all()


def test_serving_averages_the_members_probabilities():
    values, categories = table()
    model = tabm.build(TabM(width=8, members=4), TableInputs.fit(values, categories, [6] * 3), 2)
    scores = np.asarray(serving(model)({"numbers": values, "codes": categories}))
    each = np.exp(logits(model, values, categories))
    assert np.allclose(scores, (each / each.sum(-1, keepdims=True)).mean(1), atol=1e-6)


def test_extreme_numbers_and_foreign_codes_give_finite_scores():
    values, categories = table()
    model = serving(tabm.build(TabM(width=8), TableInputs.fit(values, categories, [6] * 3), 2))
    wild = np.array([[np.inf, -np.inf, 3e38, -3e38], [np.nan] * 4], np.float32)
    foreign = np.array([[99, -5, 6], [0, 0, 0]], np.int32)
    answer = logits(model, wild, foreign)
    assert np.isfinite(answer).all()
    same = logits(model, wild, np.zeros((2, 3), np.int32))
    assert np.array_equal(answer, same)


def test_a_reloaded_network_answers_the_same(tmp_path):
    values, categories = table()
    model = tabm.build(TabM(width=8), TableInputs.fit(values, categories, [6] * 3), 2)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(logits(model, values, categories), logits(again, values, categories))


def test_the_same_seed_builds_the_same_network_and_another_seed_another():
    values, categories = table()
    inputs = TableInputs.fit(values, categories, [6] * 3)
    one, two, other = (logits(tabm.build(TabM(width=8, seed=s), inputs, 2), values, categories) for s in (3, 3, 4))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_scaling_is_robust_and_clips_smoothly():
    values = np.array([[1.0], [2.0], [3.0], [4.0], [1e9], [np.nan]], np.float32)
    inputs = TableInputs.fit(values, np.zeros((6, 0), np.int32), [])
    layer = RobustScale(inputs.centre, inputs.scale, [0])
    scaled = np.asarray(layer(values))
    assert inputs.centre[0] == 3
    assert inputs.scale[0] == pytest.approx(0.5)
    assert scaled[3, 0] == pytest.approx(0.5 / np.sqrt(1 + (0.5 / 3) ** 2))
    assert scaled[4, 0] == pytest.approx(3, abs=1e-3)
    assert scaled[5].tolist() == [0, 1]
    assert scaled[:5, 1].tolist() == [0] * 5


def test_columns_without_spread_or_without_values_are_harmless():
    values = np.array([[7.0, np.nan], [7.0, np.nan]], np.float32)
    inputs = TableInputs.fit(values, np.zeros((2, 0), np.int32), [])
    assert inputs.scale.tolist() == [0, 0]
    assert inputs.missing.tolist() == [False, True]
    scaled = np.asarray(RobustScale(inputs.centre, inputs.scale, [1])(np.array([[9.0, 5.0]], np.float32)))
    assert scaled.tolist() == [[0, 0, 0]]


def test_a_mostly_constant_column_is_scaled_by_its_range():
    values = np.r_[np.zeros(98), 10, -10].astype(np.float32)[:, None]
    inputs = TableInputs.fit(values, np.zeros((100, 0), np.int32), [])
    assert inputs.scale[0] == pytest.approx(0.1)


def test_nothing_to_learn_from_is_said():
    with pytest.raises(Problem, match="no column to learn from"):
        TableInputs.fit(np.zeros((3, 0), np.float32), np.zeros((3, 0), np.int32), [])
    with pytest.raises(Problem, match="no training row"):
        TableInputs.fit(np.zeros((0, 2), np.float32), np.zeros((0, 0), np.int32), [])


def test_codes_of_different_columns_never_share_a_vector():
    layer = Embeddings([3, 4], width=4)
    table_of_vectors = np.asarray(layer(np.array([[0, 0], [1, 1], [2, 2], [0, 3]], np.int32)))
    assert np.all(table_of_vectors[0] == 0)
    vectors = {tuple(vector) for vector in table_of_vectors.reshape(-1, 4) if vector.any()}
    assert len(vectors) == 2 + 3


def test_members_start_with_one_sign_a_column():
    layer = MemberScale(members=6, sections=[2, 3])
    signs = np.asarray(layer(np.ones((1, 5), np.float32)))[0]
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert (signs[:, :2] == signs[:, :1]).all()
    assert (signs[:, 2:] == signs[:, 2:3]).all()


def test_piecewise_linear_is_linear_between_edges_and_flat_outside():
    layer = PiecewiseLinear([[0.0, 1.0, 3.0, 3.0]], [1.0], width=1)
    layer.build((None, 1))
    layer.kernel.assign(np.array([[[10.0], [1.0], [100.0]]]))
    values = np.array([[-5.0], [0.5], [2.0], [9.0], [np.nan]], np.float32)
    assert np.asarray(layer(values)).ravel().tolist() == [0, 5, 10.5, 11, 10]
