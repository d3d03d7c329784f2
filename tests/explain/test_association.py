import numpy as np
import pytest

from bigmodel.explain.association import associations, companions, cramers_v, groups_of
from bigmodel.explain.columns import Column, Layout, Rows

ROWS = 3_000


@pytest.fixture(scope="module")
def cases():
    """Numbers a, b (a twin of a on another scale, with holes), c; categories d, e (a coarser d), f; number g by d."""
    random = np.random.default_rng(0)
    a, c = random.normal(size=(2, ROWS))
    b = np.where(random.random(ROWS) < 0.3, np.nan, np.exp(a + random.normal(0, 0.2, ROWS)))
    d = random.integers(1, 7, ROWS)
    g = d + random.normal(0, 0.5, ROWS)
    rows = Rows(
        np.column_stack([a, b, c, g]).astype(np.float32),
        np.column_stack([d, d // 2, random.integers(0, 4, ROWS)]).astype(np.int32),
        np.zeros((ROWS, 0)),
    )
    columns = [
        *(Column(name, numbers=(place,)) for place, name in enumerate("abc")),
        *(Column(name, codes=(place,)) for place, name in enumerate("def")),
        Column("g", numbers=(3,)),
    ]
    return rows, Layout(tuple(columns))


def test_twins_go_together_whatever_their_scale_and_kind(cases):
    rows, layout = cases
    found = associations(rows, layout)
    assert found.shape == (7, 7)
    assert np.array_equal(found, found.T)
    assert np.array_equal(np.diag(found), np.ones(7))
    assert found[0, 1] > 0.95
    assert found[3, 4] > 0.9
    assert found[3, 6] > 0.9
    strangers = [(0, 2), (0, 3), (2, 5), (5, 6), (1, 5)]
    assert max(found[pair] for pair in strangers) < 0.1


def test_groups_hold_what_goes_together_and_nothing_else(cases):
    rows, layout = cases
    found = associations(rows, layout)
    named = [tuple(layout.names[place] for place in group) for group in groups_of(found)]
    assert named == [("a", "b"), ("c",), ("d", "e", "g"), ("f",)]
    assert companions(found, 3, layout.names)[0] in ("e", "g")
    assert companions(found, 2, layout.names) == []


def test_any_two_of_a_group_go_together():
    chain = np.array([[1.0, 0.8, 0.1], [0.8, 1.0, 0.75], [0.1, 0.75, 1.0]])
    assert groups_of(chain) == [(0, 1), (2,)]
    assert groups_of(np.eye(1)) == [(0,)]
    assert groups_of(np.zeros((0, 0))) == []


def test_constant_and_empty_columns_go_with_nothing():
    random = np.random.default_rng(1)
    numbers = np.column_stack([np.full(100, 3.0), np.full(100, np.nan), random.normal(size=100)]).astype(np.float32)
    rows = Rows(numbers, np.ones((100, 1), np.int32), np.zeros((100, 0)))
    columns = (*(Column(str(place), numbers=(place,)) for place in range(3)), Column("code", codes=(0,)))
    assert np.array_equal(associations(rows, Layout(columns)), np.eye(4))


def test_a_date_goes_with_others_by_its_closest_part():
    random = np.random.default_rng(2)
    numbers = random.normal(size=(500, 3)).astype(np.float32)
    numbers[:, 2] = -numbers[:, 1]
    layout = Layout((Column("when", numbers=(0, 1)), Column("x", numbers=(2,))))
    found = associations(Rows(numbers, np.zeros((500, 0), np.int32), np.zeros((500, 0))), layout)
    assert found[0, 1] == pytest.approx(1)


def test_cramers_v_of_many_rare_categories_by_chance_is_near_zero():
    random = np.random.default_rng(3)
    assert cramers_v(random.integers(0, 40, 500), random.integers(0, 40, 500)) < 0.12
    assert cramers_v(np.arange(500) % 5, np.arange(500) % 5) == pytest.approx(1, abs=0.01)
    assert cramers_v(np.arange(10), np.arange(10)) == 0
