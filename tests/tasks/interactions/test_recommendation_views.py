import numpy as np
import pytest
from toy_run import HOSTILE, ITEMS, LENGTH, WORDS, made_up, write_bundle, write_run

from bigmodel.evaluation.sentence import answer
from bigmodel.runs.ranks import read_ranks
from bigmodel.spec import Figure, Metric, Problem, Sentence, Table
from bigmodel.tasks.interactions.suggest import suggest
from bigmodel.tasks.interactions.views import VIEWS
from bigmodel.tasks.interactions.views.headline import Headline
from bigmodel.tasks.interactions.views.list_length import ListLength
from bigmodel.tasks.interactions.views.newcomer import Newcomer
from bigmodel.tasks.interactions.views.person import Person
from bigmodel.tasks.interactions.views.reach import Reach


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "run", made_up())


def shown(view, run, **values):
    given = {control.name: control.default for control in view.controls(run)} | values
    return view.blocks(run, None, WORDS, given)


def table(blocks, title=""):
    return next(block for block in blocks if isinstance(block, Table) and block.title == title).columns


def test_ranks_come_back_as_they_were_written(run):
    cases = read_ranks(run)
    assert cases.models["ease"].rank[:4].tolist() == [1, 2, 2, 3]
    assert cases.models["model"].top[0].tolist() == list(range(3, 13))
    assert [len(each) for each in cases.history] == cases.length.tolist()
    (run.scores / "test.parquet").write_bytes(b"no parquet")
    with pytest.raises(Problem, match="damaged"):
        read_ranks(run)


def test_the_answer_comes_first_and_beside_the_best_baseline(run):
    blocks = shown(Headline(), run)
    assert blocks[0].text == (
        "Of 100 customers, 50 find their next choice among ten suggestions; the bestseller list reaches 25."
    )
    cards = {block.title: block for block in blocks if isinstance(block, Metric)}
    assert cards["Base rate"].value == "25.0 %"
    assert "EASE 47.5 %" in cards["Hit rate@10"].beside
    assert any(isinstance(block, Sentence) and block.tone == "caution" for block in blocks)


def test_the_answer_holds_for_nobody_and_for_few(run):
    report = run.report()
    none = report.model_copy(update={"counts": {**report.counts, "test": [0]}})
    assert answer(none, WORDS) == "There are no customers to judge by."


def test_a_longer_list_finds_more(run):
    at_ten, at_one = (table(shown(ListLength(), run, k=k)) for k in (10, 1))
    assert at_ten["Model"][0] == "This model"
    assert at_ten["Hit rate"] == ["50.0 %", "25.0 %", "47.5 %"]
    assert at_one["Hit rate"] == ["5.00 %", "2.50 %", "2.50 %"]
    assert at_one["NDCG"][0] == at_one["Precision"][0] == "0.050"
    (figure,) = [block for block in shown(ListLength(), run, k=7) if isinstance(block, Figure)]
    assert figure.figure["layout"]["shapes"][0]["x0"] == 7


def test_the_suggestions_follow_from_the_history_with_the_reason_and_the_right_item(run):
    cases = read_ranks(run)
    place = int(np.argmax(cases.length > 5))
    blocks = shown(Person(), run, user=cases.user[place])
    last = cases.history[place][-LENGTH:].tolist()
    listed = table(blocks, "Suggestions")
    for item, reason in zip(listed["Item"][:3], listed["Because of"][:3], strict=True):
        column = int(item[1:])
        before = {f"Thing {(column - step) % ITEMS}" for step in (1, 2)} | {HOSTILE}
        assert reason in before
        assert {(column - 1) % ITEMS, (column - 2) % ITEMS} & set(last)
    target = f"P{cases.target[place]}"
    assert [item for item, mark in zip(listed["Item"], listed["Chosen next"], strict=True) if mark] in ([], [target])


def test_liking_and_removing_move_the_list_at_once(run):
    view = Person()
    user = read_ranks(run).user[0]
    labels = {label.rsplit("(", 1)[1][:-1]: label for label in view.controls(run)[1].options}
    before = table(shown(view, run, user=user), "Suggestions")["Item"]
    added = table(shown(view, run, user=user, add=(labels["P20"],) * 3), "Suggestions")
    assert added["Item"][0] == "P21"
    assert "Place before" in added
    removed = table(shown(view, run, user=user, remove=(labels[before[0]],)), "Suggestions")
    assert before[0] not in removed["Item"]


def test_somebody_new_begins_with_the_bestsellers(run):
    view = Newcomer()
    options = view.controls(run)[0].options
    assert options[0] == f"{HOSTILE} (P0)"
    start = table(shown(view, run), "Suggestions")
    assert start["Item"] == [f"P{number}" for number in range(10)]
    three = table(shown(view, run, chosen=(options[9], options[10], options[11])), "Suggestions")
    assert three["Item"][:2] == ["P11", "P12"]
    assert three["Because of"][0] in ("Thing 9", "Thing 10")


def test_reach_compares_what_is_shown_with_what_is_chosen(run):
    blocks = shown(Reach(), run)
    columns = table(blocks)
    assert columns["Model"] == ["This model", "Bestseller list", "EASE"]
    assert columns["Coverage@10"] == ["33.3 %"] * 3
    assert any("more often than" in block.text for block in blocks if isinstance(block, Sentence))


def test_without_repeats_what_stands_in_the_history_is_not_suggested(tmp_path):
    bundle = write_bundle(tmp_path / "bundle", repeats=False)
    history = [1, 2, 3]
    columns = [each.column for each in suggest(bundle, history)]
    assert columns[0] == 4
    assert not set(columns) & set(history)


def test_nothing_is_shown_before_there_is_a_result(run):
    run.report_path.unlink()
    for view in VIEWS:
        assert not view.controls(run)
        assert not view.blocks(run, None, WORDS, {})
