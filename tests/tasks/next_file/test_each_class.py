"""Each class on a later file beside validation."""

import numpy as np

from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Words
from bigmodel.tasks.next_file.each_class import each_class

WORDS = Words(case="picture", cases="pictures")


def cases(pairs):
    """Cases of (true class, named class)."""
    y, named = np.array(pairs, np.int32).T
    return CaseScores(np.arange(len(y)), y, np.eye(4, dtype=np.float32)[named])


def test_each_class_of_the_file_stands_beside_validation():
    now = cases([(0, 0), (0, 0), (0, 1), (1, 1), (2, 0), (2, 0), (2, 1)])
    then = cases([(0, 0), (1, 0), (1, 1), (3, 3)])
    table = each_class(now, then, ("a", "b", "c", "d"), WORDS).columns
    assert table["Class"] == ["a", "b", "c"]
    assert table["Pictures"] == [3, 1, 3]
    assert table["Named right"] == [2 / 3, 1.0, 0.0]
    assert table["In validation"] == [1.0, 0.5, None]
    assert table["Mostly taken for"] == ["b, once", "–", "a, 2 times"]
