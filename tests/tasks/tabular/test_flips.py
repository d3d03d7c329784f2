"""The smallest changes that flip a case, as the page shows them."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_table_run import toy_run

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Change, Metric, Problem, Sentence, Table, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.task import TASK
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.flip_limits import ranges_in
from bigmodel.tasks.tabular.what_if.flip_words import exact
from bigmodel.tasks.tabular.what_if.flips import Flips
from bigmodel.tasks.tabular.what_if.nearest import AROUND, DISTANCE, Nearest
from bigmodel.tasks.tabular.what_if.real_rows import real_rows

WORDS = Words(case="payment", cases="payments", positive="fraud", positives="frauds", negative="no fraud")


class Made:
    def __init__(self, folder, classes):
        workspace = Workspace(folder)
        self.run = toy_run(workspace, classes=classes)
        self.data = TableDataset(workspace.datasets.folder(self.run.spec().dataset))
        self.bundle = Bundle.load(self.run.bundle)
        self.cases = read_cases(self.run, "test")

    def flips(self, row, **values):
        return Flips().blocks(self.run, self.data, WORDS, {"case": row, "changes": (), **values})

    def nearest(self, row, **values):
        return Nearest().blocks(self.run, self.data, WORDS, {"case": row, "changes": (), **values})

    def score(self, row, changes=()):
        case = case_table(self.data, self.run.spec().plan, row, changes)
        return self.bundle.score(TASK.encode(case, self.bundle.schema))[0]


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return Made(tmp_path_factory.mktemp("two"), 2)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return Made(tmp_path_factory.mktemp("three"), 3)


def texts(blocks):
    return " ".join(block.text for block in blocks if isinstance(block, Sentence))


def table_of(blocks):
    return next(block for block in blocks if isinstance(block, Table)).columns


def ways_of(columns):
    """The changes of each answer in the table, as a person would type them in, with its score."""
    ways = {}
    titles = [title for title in columns if title not in ("Way", "Field", "From", "To", "Fields", "Alike to real data")]
    for way, field, to, score in zip(columns["Way"], columns["Field"], columns["To"], columns[titles[0]], strict=True):
        typed = Change(field=field, value=to.replace(",", "").replace("−", "-"))
        ways.setdefault(way, ([], score))[0].append(typed)
    return list(ways.values())


def flagged_row(made, place=0):
    return int(made.cases.row[np.argsort(-made.cases.score)[place]])


def test_what_the_table_says_flips_the_decision_when_it_is_typed_in(two):
    threshold = two.bundle.schema.threshold
    for row in two.cases.row[:12]:
        was = two.score(int(row)) >= threshold
        columns = table_of(two.flips(int(row)))
        assert ways_of(columns)
        for changes, score in ways_of(columns):
            found = two.score(int(row), changes)
            assert (found >= threshold) != was
            assert found == pytest.approx(score, abs=1e-6)


def test_the_smallest_answer_stands_first_in_words_and_numbers(two):
    row = flagged_row(two)
    blocks = two.flips(row)
    assert blocks[0] == Sentence("Smallest change that flips it", level=2)
    name, old, new = (table_of(blocks)[title][0] for title in ("Field", "From", "To"))
    assert blocks[1].text == f"With {name} {new} instead of {old} this payment would be passed."
    metrics = {block.title: block for block in blocks if isinstance(block, Metric)}
    assert metrics["Smallest change"].value == "1 field"
    assert "was" in metrics["Score after it"].beside
    assert "real payment" in texts(blocks)
    assert "time is left as it is: when payments happen is nothing to choose" in texts(blocks)


def test_scores_are_told_apart_from_the_threshold(two):
    threshold = two.bundle.schema.threshold
    for row in two.cases.row[np.argsort(np.abs(two.cases.score - threshold))[:6]]:
        blocks = two.flips(int(row))
        card = next(block for block in blocks if isinstance(block, Metric) and block.title == "Score after it")
        was, edge = (text.split(" ")[-1] for text in card.beside.split(", "))
        assert edge not in (card.value, was)
        (table,) = [block for block in blocks if isinstance(block, Table)]
        assert table.edges == {"Score": threshold}
    assert next(block for block in two.nearest(0) if isinstance(block, Table)).edges == {"Score": threshold}


def test_a_passed_case_is_asked_what_would_flag_it(two):
    row = int(two.cases.row[np.argmin(two.cases.score)])
    assert "would be flagged" in texts(two.flips(row))


def test_edits_and_the_usual_case_are_where_the_search_starts(two):
    row = flagged_row(two)
    edited = two.flips(row, changes=(Change(field="amount", value=777.0),))
    assert "777" in table_of(edited)["From"]
    assert table_of(two.flips(None))["Field"]


def test_limits_are_kept_and_what_forbids_a_flip_is_said(two):
    row = flagged_row(two)
    kept = table_of(two.flips(row, stay=("channel",), directions=("amount only decreases",)))["Field"]
    assert kept
    assert "channel" not in kept
    up = two.flips(row, stay=("channel", "age"), directions=("amount only increases",))
    assert "None within the limits" in texts(up)
    none = two.flips(row, stay=("amount", "channel"), ranges="age 30 to 31")
    assert "None within the limits" in texts(none)
    assert "Without the limits on amount there is a way" in texts(none)
    assert "would be passed" in texts(none)
    assert not [block for block in none if isinstance(block, Table)]
    nothing = two.flips(row, stay=("amount", "channel", "age"))
    assert "nothing may change" in texts(nothing)


def test_as_many_answers_as_wanted_at_most(two):
    assert set(table_of(two.flips(flagged_row(two), answers=1))["Way"]) == {"1"}


def test_missing_and_unseen_values_have_answers(two):
    changes = (Change(field="amount", value=4000.0), Change(field="channel", value="<i>never</i>"))
    blocks = two.flips(flagged_row(two), changes=(*changes, Change(field="age", how="missing")))
    assert "would be passed" in texts(blocks)
    gone = two.flips(flagged_row(two), changes=(Change(field="amount", how="missing"),))
    columns = table_of(gone)
    assert columns["From"][columns["Field"].index("amount")] == "no value"


def test_of_more_classes_one_is_wanted(three):
    row = int(three.cases.row[0])
    named = int(three.score(row).argmax())
    wanted = 2 - named  # the toy model never names the middle class
    columns = table_of(three.flips(row, wanted=str(wanted)))
    assert f"Probability of {wanted}" in columns
    for changes, _ in ways_of(columns):
        assert int(three.score(row, changes).argmax()) == wanted
    assert f"would be named {wanted}" in texts(three.flips(row, wanted=str(wanted)))
    assert f"is named {named} already" in texts(three.flips(row, wanted=str(named)))


def test_a_class_that_is_never_named_is_an_answer_too(three):
    told = texts(three.flips(int(three.cases.row[0])))
    assert "None within the limits" in told
    assert "probability of 1" in told


def test_inputs_follow_from_the_columns(two, three):
    controls = {control.name: control for control in Flips().controls(two.run)}
    assert list(controls) == ["stay", "directions", "ranges", "answers"]
    assert controls["stay"].options == ("amount", "age", "channel")
    assert controls["directions"].options[:2] == ("amount only increases", "amount only decreases")
    assert Flips().controls(three.run)[0].options == ("the next most probable", "0", "1", "2")


def test_without_the_dataset_it_is_said(two):
    for view in (Flips(), Nearest()):
        assert "was deleted" in texts(view.blocks(two.run, None, WORDS, {"case": 0}))


@pytest.mark.parametrize(
    "text", ["amount", "channel 1 to 2", "amount 1", "1 to 2", "amount much to more", "nothing 1 to 2"]
)
def test_a_range_that_is_none_is_said(two, text):
    with pytest.raises(Problem, match="is no range"):
        two.flips(flagged_row(two), ranges=text)


def test_ranges_as_people_type_them():
    numbers = ["amount", "age of car", "x 1 to 2"]
    assert ranges_in("", numbers) == {}
    assert ranges_in(" amount 10 to 50.5 ; age of car: -3 to 0;", numbers) == {
        "amount": (10, 50.5),
        "age of car": (-3, 0),
    }
    assert ranges_in("x 1 to 2 3 to 4", numbers) == {"x 1 to 2": (3, 4)}


@given(text=st.text())
def test_whatever_is_typed_as_range_is_one_or_a_sentence(text):
    try:
        assert ranges_in(text, ["amount"]).keys() <= {"amount"}
    except Problem as problem:
        assert str(problem).endswith(".")


@given(value=st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_a_number_in_words_is_the_number(value):
    assert float(exact(value).replace(",", "").replace("−", "-")) == pytest.approx(value, rel=1e-9)


def test_the_nearest_of_each_class_stand_below_the_case(two):
    row = flagged_row(two)
    columns = table_of(two.nearest(row, each="3"))
    assert columns["Case"][:3] == ["this payment", "most alike, fraud", "second most alike, fraud"]
    assert columns["Case"][4] == "most alike, no fraud"
    plan, real = two.run.spec().plan, real_rows(two.run, two.data)
    ids = two.data.table["id"].to_pylist()
    assert columns["id"][0] == ids[row]
    for place, name in enumerate(columns["id"][1:], start=1):
        found = ids.index(name)
        assert found in real.row
        assert str(two.data.table["fraud"][found]) == ("1" if place <= 3 else "0")
        assert columns["Score"][place] == pytest.approx(two.score(found), abs=1e-6)
    # By plain loops over the table: amount and age over their spread, channel, weekday and hour by parts.
    training = two.data.as_planned(plan).take(pa.array(real.row))
    away = columns[DISTANCE][1:]
    assert away[:3] == sorted(away[:3])
    assert away[3:] == sorted(away[3:])
    assert training.num_rows == len(real.records)


def test_a_case_is_not_its_own_neighbour(two):
    real = real_rows(two.run, two.data)
    row = int(real.row[5])
    blocks = two.nearest(row)
    columns = table_of(blocks)
    assert columns["id"][0] not in columns["id"][1:]
    assert f"Among the {AROUND} training payments most alike to it there" in texts(blocks)


def test_neighbours_of_three_classes(three):
    columns = table_of(three.nearest(int(three.cases.row[0])))
    assert columns["Case"] == ["this payment", "most alike, 2", "most alike, 1", "most alike, 0"]
    total = sum(columns[f"Probability of {name}"][0] for name in "012")
    assert total == pytest.approx(1, abs=1e-5)


def test_what_was_edited_stands_in_the_table(tmp_path):
    made = Made(tmp_path, 2)
    columns = table_of(made.nearest(int(made.cases.row[0]), changes=(Change(field="age", value=44.0),)))
    assert columns["age"][0] == 44
    assert set(columns) >= {"Case", DISTANCE, "Score", "channel"}
