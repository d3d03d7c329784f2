"""Smallest changes that flip a decision, on scores whose truth is known."""

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigmodel.explain.aim import Aim
from bigmodel.explain.changeable import Limits, changeable_columns, choices
from bigmodel.explain.counterfactuals import Counterfactual, Space, find
from bigmodel.explain.edits import Copies
from bigmodel.explain.neighbours import records_of, usual_distance
from bigmodel.inference.categories import keys_of
from bigmodel.inference.derive import derive
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of, encode_table, fit_encoder, number_names
from bigmodel.spec import Derived, Field, Problem

ROWS = 400
SHOPS = ("online", "kiosk", "书店", "bakery")
FIELDS = (
    Field(name="amount", kind="number", role="amount"),
    Field(name="items", kind="number", role="feature"),
    Field(name="age", kind="number", role="feature"),
    Field(name="shop", kind="category", role="feature"),
    Field(name="new", kind="category", role="feature"),
    Field(name="id", kind="number", role="id"),
    Field(name="customer", kind="category", role="group"),
    Field(name="each", kind="number", role="feature"),
)
EACH = Derived(name="each", left="amount", operation="ratio", right="items")


def make_training():
    rng = np.random.default_rng(1)
    return pa.table(
        {
            "amount": np.round(rng.lognormal(4, 1, ROWS), 2),
            "items": rng.integers(1, 6, ROWS),
            "age": rng.integers(18, 90, ROWS),
            "shop": rng.choice(SHOPS, ROWS, p=[0.5, 0.3, 0.1, 0.1]),
            "new": rng.choice([0, 1], ROWS),
            "id": np.arange(ROWS),
            "customer": rng.choice(["a", "b", "c"], ROWS),
        }
    )


TRAINING = derive(make_training(), [EACH])
LEARNT = [field for field in FIELDS if field.role in ("feature", "amount")]
ENCODER = fit_encoder(TRAINING, LEARNT, derived=[EACH])
RECORDS = records_of(TRAINING, (np.arange(ROWS) % 3).astype(np.int32), ENCODER)
USUAL = usual_distance(RECORDS)
COLUMNS = changeable_columns(TRAINING, FIELDS, ENCODER)
NUMBERS = ("amount", "items", "age")


def linear(weights, shops):
    """A score that is a logistic function of standardised numbers, of computed ones and of categories."""

    def score(table):
        table = derive(table, derived_of(ENCODER))
        total = np.zeros(table.num_rows)
        for name, weight in weights.items():
            values, known = read_numbers(table[name])[0], read_numbers(TRAINING[name])[0]
            total += weight * np.nan_to_num((values - np.nanmean(known)) / np.nanstd(known))
        keys = keys_of(table["shop"].combine_chunks()).to_pylist()
        total += np.array([shops.get(key, 0.0) for key in keys])
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    return score


def trees(seed, count=12, depth=3):
    """A score that is a mean of random trees over all columns."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        cuts = []
        for _ in range(depth):
            name = str(rng.choice([*NUMBERS, "shop", "new"]))
            value = rng.choice(TRAINING[name].to_numpy())
            cuts.append((name, value))
        made.append((cuts, rng.random(2**depth)))

    def score(table):
        total = np.zeros(table.num_rows)
        for cuts, leaves in made:
            leaf = np.zeros(table.num_rows, int)
            for name, value in cuts:
                if name in NUMBERS:
                    side = np.nan_to_num(read_numbers(table[name])[0], nan=-1) > value
                else:
                    side = np.array(keys_of(table[name].combine_chunks()).to_pylist()) == str(value)
                leaf = 2 * leaf + side
            total += leaves[leaf]
        return (total / len(made)).astype(np.float32)

    return score


def decoded(tensors):
    """Tensors as a table again, for scores whose truth is told in columns."""
    columns = {
        name: pa.array(tensors["numbers"][:, place], from_pandas=True)
        for place, name in enumerate(number_names(ENCODER))
    }
    for place, fitted in enumerate(ENCODER["categories"]):
        keys = [None, *fitted["keys"]]
        columns[fitted["name"]] = pa.array([keys[code] for code in tensors["codes"][:, place]], pa.string())
    return pa.table(columns)


def asked(score, table):
    """The score of a table by way of the encoder."""
    return score(decoded(encode_table(table, ENCODER)))


def space(score):
    return Space(COLUMNS, RECORDS, USUAL, ENCODER, lambda tensors: score(decoded(tensors)))


def applied(case, answer):
    """The case with the answer's changes, put together without the code under test."""
    row = case.to_pylist()[0] | {change.field: change.value for change in answer.changes}
    row["new"] = None if row["new"] is None else str(row["new"])
    return derive(pa.Table.from_pylist([row]), [EACH])


def check(case, found, score, aim, limits):
    """What holds for any answer."""
    own = case.to_pylist()[0]
    sets = [frozenset(change.field for change in answer.changes) for answer in found.answers]
    assert len(set(sets)) == len(sets)
    assert not any(first < second for first, second in itertools.permutations(sets, 2))
    assert [len(each) for each in sets] == sorted(len(each) for each in sets)
    for answer in found.answers:
        after = asked(score, applied(case, answer))
        assert aim.reached(after).all()
        assert answer.score == pytest.approx(float(after[0]), abs=1e-6)
        assert answer.distance > 0
        for change in answer.changes:
            name, value = change.field, change.value
            assert name not in limits.locked
            assert name in {"amount", "items", "age", "shop", "new"}
            if name in NUMBERS:
                known = TRAINING[name].to_numpy()
                low, high = limits.ranges.get(name, np.quantile(known, [0.01, 0.99], method="nearest"))
                assert low - 1e-9 <= value <= high + 1e-9
                assert value != own[name]
                assert name not in limits.up or value > own[name]
                assert name not in limits.down or value < own[name]
                assert name == "amount" or value == int(value)
            else:
                assert value in set(keys_of(TRAINING[name].combine_chunks()).to_pylist())
                assert value != str(own[name])


limits_of = st.builds(
    Limits,
    locked=st.frozensets(st.sampled_from(["amount", "items", "age", "shop", "new"]), max_size=3),
    up=st.frozensets(st.sampled_from(NUMBERS), max_size=2),
    down=st.frozensets(st.sampled_from(NUMBERS), max_size=2),
    ranges=st.dictionaries(st.just("age"), st.just((30.0, 50.0))),
)


@settings(max_examples=40)
@given(
    row=st.integers(0, ROWS - 1),
    weights=st.dictionaries(st.sampled_from([*NUMBERS, "each"]), st.floats(-3, 3)),
    shops=st.dictionaries(st.sampled_from(SHOPS), st.floats(-3, 3)),
    threshold=st.floats(0.1, 0.9),
    limits=limits_of,
)
def test_answers_to_linear_scores_hold(row, weights, shops, threshold, limits):
    score, case = linear(weights, shops), TRAINING.slice(row, 1)
    aim = Aim(int(asked(score, case)[0] < threshold), threshold)
    check(case, find(case, space(score), aim, 4, limits), score, aim, limits)


@settings(max_examples=25)
@given(row=st.integers(0, ROWS - 1), seed=st.integers(0, 1000), threshold=st.floats(0.4, 0.6), limits=limits_of)
def test_answers_to_trees_hold(row, seed, threshold, limits):
    score, case = trees(seed), TRAINING.slice(row, 1)
    aim = Aim(int(asked(score, case)[0] < threshold), threshold)
    check(case, find(case, space(score), aim, 4, limits), score, aim, limits)


@settings(max_examples=25)
@given(row=st.integers(0, ROWS - 1), weights=st.tuples(*[st.floats(-3, 3)] * 3), threshold=st.floats(0.02, 0.98))
def test_a_linear_score_is_flipped_wherever_the_limits_let_it(row, weights, threshold):
    """Its best corner is known: every number at the end that helps. As many columns as the best need to change."""
    score, case = linear(dict(zip(NUMBERS, weights, strict=True)), {}), TRAINING.slice(row, 1)
    aim = Aim(int(asked(score, case)[0] < threshold), threshold)
    found = find(case, space(score), aim, 1)
    ends = {column.name: (column.low, column.high) for column in COLUMNS if column.name in NUMBERS}
    own, least = case.to_pylist()[0], None
    for size in range(1, 4):
        for names in itertools.combinations(NUMBERS, size):
            for corner in itertools.product(*[ends[name] for name in names]):
                row_ = own | {name: float(value) for name, value in zip(names, corner, strict=True)}
                # Ends between two steps of a number can't be reached: leave room for one.
                near = aim.nearness(score(pa.Table.from_pylist([row_])))[0] - aim.nearness(
                    np.array([threshold], np.float32)
                )
                if near[0] > 0.02 and least is None:
                    least = size
    if least is not None:
        assert len(found.answers) == 1
        assert len(found.answers[0].changes) <= least


@pytest.mark.parametrize("limits", [Limits(), Limits(down=frozenset({"age"})), Limits(ranges={"age": (18, 88)})])
def test_the_smallest_change_of_a_number_is_found(limits):
    score = linear({"age": 2.0}, {})
    case = TRAINING.slice(int(np.argmax(TRAINING["age"].to_numpy())), 1)
    found = find(case, space(score), Aim(0, 0.5), limits=limits)
    ages = np.arange(18, case["age"][0].as_py())
    flips = [age for age in ages if score(pa.Table.from_pylist([case.to_pylist()[0] | {"age": int(age)}]))[0] < 0.5]
    assert [len(answer.changes) for answer in found.answers] == [1]
    assert found.answers[0].changes[0].field == "age"
    assert found.answers[0].changes[0].value == max(flips)


def test_columns_that_only_help_together_are_put_together():
    def score(table):
        young = read_numbers(table["age"])[0] < 30
        few = read_numbers(table["items"])[0] < 2
        return np.where(young & few, 0.9, np.where(young | few, 0.2, 0.1)).astype(np.float32)

    case = pa.Table.from_pylist([TRAINING.to_pylist()[0] | {"age": 60, "items": 4}])
    found = find(case, space(score), Aim(1, 0.5))
    assert [{change.field for change in answer.changes} for answer in found.answers] == [{"age", "items"}]
    assert {change.field: change.value for change in found.answers[0].changes} == {"age": 29, "items": 1}


def test_what_only_all_columns_together_flip_is_found_and_nothing_more_is_changed():
    wanted = {"amount": 20.0, "items": 2, "age": 40, "shop": "kiosk", "new": "1"}

    def score(table):
        close = np.abs(read_numbers(table["amount"])[0] - 20) < 15
        close &= read_numbers(table["items"])[0] == 2
        close &= np.abs(read_numbers(table["age"])[0] - 40) < 6
        close &= np.array(keys_of(table["shop"].combine_chunks()).to_pylist()) == "kiosk"
        close &= np.array(keys_of(table["new"].combine_chunks()).to_pylist()) == "1"
        return close.astype(np.float32)

    # Nothing leads there but real records of the wanted class.
    there = pa.Table.from_pylist([wanted | {"new": 1, "id": 1, "customer": "a"}] * 5)
    training = derive(pa.concat_tables([TRAINING.select(there.column_names), there]), [EACH])
    y = np.append(np.zeros(ROWS), np.ones(5)).astype(np.int32)
    records = records_of(training, y, ENCODER)
    case = pa.Table.from_pylist(
        [wanted | {"age": 80, "amount": 900.0, "shop": "online", "new": 0, "id": 1, "items": 5}]
    )
    found = find(case, Space(COLUMNS, records, USUAL, ENCODER, lambda tensors: score(decoded(tensors))), Aim(1, 0.5))
    assert [{change.field for change in answer.changes} for answer in found.answers] == [set(wanted)]
    assert found.answers[0].alike >= 5


def test_a_locked_field_that_makes_it_impossible_leaves_no_answer():
    score = linear({}, {"online": 4.0})
    case = TRAINING.slice(TRAINING["shop"].to_pylist().index("online"), 1)
    assert find(case, space(score), Aim(0, 0.6)).answers
    found = find(case, space(score), Aim(0, 0.6), limits=Limits(locked=frozenset({"shop"})))
    assert found.answers == ()
    assert found.tried > 50
    assert found.best == pytest.approx(float(score(case)[0]))


def test_nothing_may_change():
    case = TRAINING.slice(0, 1)
    locked = Limits(locked=frozenset(column.name for column in COLUMNS))
    assert find(case, space(linear({"age": 1.0}, {})), Aim(1, 0.999), limits=locked).answers == ()


@pytest.mark.parametrize("missing", ["amount", "age", "shop", "new"])
def test_a_case_with_missing_and_unseen_values_works(missing):
    score = linear({"amount": 2.0, "items": -1.0, "age": 1.0}, {"online": -2.0})
    row = TRAINING.to_pylist()[0] | {"shop": "never seen <b>", "items": 99, missing: None}
    case = pa.Table.from_pylist([row], schema=TRAINING.schema)
    for threshold in (0.3, 0.7):
        aim = Aim(int(asked(score, case)[0] < threshold), threshold)
        found = find(case, space(score), aim)
        assert found.answers
        for answer in found.answers:
            assert aim.reached(asked(score, applied(case, answer))).all()


def test_a_direction_can_not_be_told_from_a_missing_value():
    row = TRAINING.to_pylist()[0] | {"age": None}
    case = pa.Table.from_pylist([row], schema=TRAINING.schema)
    found = find(case, space(linear({"age": 5.0}, {})), Aim(1, 0.9), limits=Limits(up=frozenset({"age"})))
    assert found.answers == ()


def test_one_of_several_classes_can_be_wanted():
    def score(table):
        age, items = read_numbers(table["age"])[0], read_numbers(table["items"])[0]
        odds = np.stack([(60 - age) / 10, items - 3.0, (age - 50) / 10], axis=1)
        return (np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)).astype(np.float32)

    case = pa.Table.from_pylist([TRAINING.to_pylist()[0] | {"age": 30, "items": 1}])
    for wanted in (1, 2):
        found = find(case, space(score), Aim(wanted))
        assert found.answers
        for answer in found.answers:
            after = asked(score, applied(case, answer))
            assert after.argmax() == wanted
            assert answer.score == pytest.approx(float(after[0, wanted]))
    with pytest.raises(Problem, match="decided in this way already"):
        find(case, space(score), Aim(0))


def test_of_values_that_flip_alike_the_one_of_real_records_is_taken():
    """Only pairs that stand together in training are alike to real records."""

    training = derive(
        pa.table(
            {
                "amount": [10.0, 1000.0] * 100,
                "items": [1, 5] * 100,
                "age": [20, 80] * 100,
                "shop": ["kiosk", "bakery"] * 99 + ["online", "online"],
                "new": [0, 1] * 100,
                "id": range(200),
                "customer": ["a"] * 200,
            }
        ),
        [EACH],
    )
    encoder = fit_encoder(training, LEARNT, derived=[EACH], min_count=1)
    records = records_of(training, np.zeros(200, np.int32), encoder)
    online = 1 + encoder["categories"][0]["keys"].index("online")

    def score(tensors):
        return (tensors["codes"][:, 0] != online).astype(np.float32)

    made = Space(changeable_columns(training, FIELDS, encoder), records, usual_distance(records), encoder, score)
    found = [find(training.slice(row, 1), made, Aim(1, 0.5), 1).answers[0] for row in (198, 199)]
    assert [answer.changes[0].value for answer in found] == ["kiosk", "bakery"]
    assert all(answer.alike == 99 for answer in found)


@given(row=st.integers(0, ROWS - 1), seed=st.integers(0, 10_000))
def test_copies_are_encoded_as_the_encoder_encodes_them(row, seed):
    rng = np.random.default_rng(seed)
    case = TRAINING.slice(row, 1)
    copies = Copies(case, COLUMNS, ENCODER)
    edits = copies.empty(8)
    for place, column in enumerate(COLUMNS):
        edits[:, place] = rng.choice(np.append(choices(column, case, Limits()), np.nan), 8)
    tables = [applied(case, Counterfactual(copies.changes(edit), 0, 0, 0)) for edit in edits]
    expected = encode_table(pa.concat_tables(tables, promote_options="permissive"), ENCODER)
    for name, tensor in copies.tensors(edits).items():
        np.testing.assert_array_equal(tensor, expected[name])


def test_a_computed_column_is_never_edited_and_follows():
    score = linear({"each": 3.0}, {})
    case = TRAINING.slice(int(np.argmax(TRAINING["each"].to_numpy())), 1)
    found = find(case, space(score), Aim(0, 0.5))
    assert {change.field for answer in found.answers for change in answer.changes} <= {"amount", "items"}
    assert found.answers


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(up=frozenset({"shop"})), "is no number"),
        (Limits(ranges={"nothing": (0, 1)}), "is no number"),
        (Limits(ranges={"age": (50, 30)}), "ends before it begins"),
    ],
)
def test_limits_that_can_not_be_meant_are_said(limits, said):
    with pytest.raises(Problem, match=said):
        find(TRAINING.slice(0, 1), space(linear({"age": 1.0}, {})), Aim(1, 0.5), limits=limits)
