import numpy as np

from bigmodel.evaluation.confusion import per_class
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Figure, Table
from bigmodel.tasks.views.classes import ABSENT, Classes, among_first, class_table


def test_weakest_class_comes_first_with_its_counts(digits, words):
    _, figure, table = Classes().blocks(digits, None, words, {})
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert sorted(table.columns["F1"]) == list(table.columns["F1"])
    y = read_cases(digits, "test").y
    classes = digits.spec().plan.outcome.classes
    for name, there in zip(table.columns["Class"], table.columns["Test claims"], strict=True):
        assert there == int((y == classes.index(name)).sum())


def test_recall_is_the_share_named_right(digits, words):
    table = Classes().blocks(digits, None, words, {})[2]
    cases = read_cases(digits, "test")
    dog = cases.y == 1
    recall = float((cases.score[dog].argmax(axis=1) == 1).mean())
    place = table.columns["Class"].index("dog")
    assert np.isclose(float(table.columns["Recall"][place].split()[0]), recall, atol=0.005)


def test_two_classes_of_a_table_have_a_decision_instead(claims, words):
    run, data = claims
    assert not Classes().blocks(run, data, words, {})


def test_two_classes_of_pictures_are_told_at_the_threshold(claims, words):
    run, data = claims
    _, figure, table = Classes(two=True).blocks(run, data, words, {})
    assert isinstance(figure, Figure)
    assert sorted(table.columns["Class"]) == ["no", "yes"]
    place = table.columns["Class"].index("yes")
    assert table.columns["Recall"][place].split()[0] == f"{run.report().metrics['test']['recall'].value:.2f}"


def test_the_first_answers_are_counted_where_there_are_many_classes(words):
    y = np.arange(8)
    score = np.full((8, 8), 0.1, np.float32)
    score[y, y] = 0.05  # the right class is last
    score[:4, :] = np.eye(8, dtype=np.float32)[:4]
    (told,) = among_first(CaseScores(np.arange(8), y.astype(np.int32), score), words)
    assert "first 3 for 50" in told.text
    assert not among_first(CaseScores(np.arange(3), np.arange(3), np.eye(3, dtype=np.float32)), words)


def test_a_class_that_the_test_data_lack_comes_last_without_scores(words):
    matrix = np.array([[8, 2, 0], [0, 0, 0], [1, 1, 8]])
    table = class_table(per_class(matrix, ("a", "absent", "b")), words)
    assert table.columns["Class"][-1] == "absent"
    assert table.columns["F1"][-1] is None
    assert {table.columns[name][-1] for name in ("F1, 95 %", "Precision", "Recall")} == {ABSENT}
    assert None not in table.columns["F1"][:-1]
