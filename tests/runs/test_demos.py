import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.runs.demos import LARGEST, as_bytes, read_demo
from bigmodel.spec import Problem
from bigmodel.spec.demo import Demo, Step

STEPS = (
    Step(page="start", template="fraud", say="What do we want to decide?"),
    Step(page="train", run="calm-otter-12", replay=16),
    Step(page="what_if", run="calm-otter-12", scenario="keen-fox-3", case=0, say="Half the amount"),
)


@pytest.fixture
def demos(workspace):
    return workspace.demos


def test_what_is_kept_comes_back_as_it_was(demos):
    id = demos.keep(Demo(title="  For the board ", steps=STEPS))
    assert demos.ids() == [id]
    assert demos.get(id) == Demo(title="For the board", steps=STEPS)
    assert (demos.root / f"{id}.demo.json").is_file()


def test_there_are_none_at_first_and_looking_makes_nothing(demos):
    assert demos.ids() == []
    assert not demos.root.exists()


def test_steps_are_added_reordered_and_the_title_changed(demos):
    id = demos.keep(Demo(title="one"))
    assert [demos.add(id, step) for step in STEPS] == [1, 2, 3]
    demos.set_steps(id, STEPS[::-1])
    demos.rename(id, " eins ")
    assert demos.get(id) == Demo(title="eins", steps=STEPS[::-1])


def test_the_last_changed_stands_first_and_a_deleted_one_is_gone(demos):
    first, second = demos.keep(Demo(title="one")), demos.keep(Demo(title="two"))
    demos.add(first, STEPS[0])
    assert demos.ids() == [first, second]
    demos.delete(first)
    demos.delete(first)
    assert demos.ids() == [second]
    for change in (lambda: demos.get(first), lambda: demos.add(first, STEPS[0]), lambda: demos.rename(first, "x")):
        with pytest.raises(Problem, match="deleted"):
            change()
    assert demos.ids() == [second]


@pytest.mark.parametrize("id", ["../runs/x", "", "a" * 300, "Calm-Otter-1", "x/y-z-1"])
def test_an_id_that_is_none_never_reaches_the_disk(demos, id):
    for ask in (demos.get, demos.delete):
        with pytest.raises(Problem, match="does not exist"):
            ask(id)


def test_two_that_add_at_the_same_time_both_succeed(demos):
    id = demos.keep(Demo(title="one"))
    threads = [threading.Thread(target=demos.add, args=(id, STEPS[0])) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(demos.get(id).steps) == 12


def test_a_damaged_file_is_said_and_left_alone(demos):
    id = demos.keep(Demo(title="one"))
    path = demos.root / f"{id}.demo.json"
    path.write_text('{"title": "half')
    assert demos.ids() == [id]
    for change in (lambda: demos.get(id), lambda: demos.add(id, STEPS[0])):
        with pytest.raises(Problem, match="no JSON"):
            change()
    assert path.read_text() == '{"title": "half'


def test_a_full_demo_takes_no_more(demos):
    id = demos.keep(Demo(title="one", steps=STEPS[:1] * 200))
    with pytest.raises(Problem, match="at most 200"):
        demos.add(id, STEPS[0])
    assert len(demos.get(id).steps) == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"steps": []}, "title: this is missing"),
        ({"title": "x", "steps": [{"page": "start"}, {"page": "home"}]}, "Step 2, page: should be 'start'"),
        ({"title": "x", "steps": [{"page": "start", "goto": 1}]}, "Step 1, goto: this name is not known"),
        (
            {"title": "x", "steps": [{"page": "train", "replay": 3}]},
            "Step 1, replay: should be 1, 4, 16 or '30s', got 3",
        ),
        ({"title": "x", "steps": [{"page": "start", "say": "x" * 501}]}, "Step 1, say: .*at most 500"),
        ({"title": "x", "steps": [{"page": "what_if", "case": -1}]}, "Step 1, case: should be greater .* 0, got -1"),
        ({"title": "x", "version": 9}, "version: this name is not known"),
        ({"title": "", "steps": []}, "title: .*at least 1"),
        ([1, 2], "The file: should be an object"),
        ({"title": "x", "steps": [{"page": page} for page in "abcde"]}, "And 2 more"),
    ],
)
def test_each_fault_of_a_file_is_a_sentence(content, said):
    with pytest.raises(Problem, match=said) as caught:
        read_demo(json.dumps(content).encode(), "mine.demo.json")
    assert str(caught.value).startswith("mine.demo.json: ")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b'{"title": NaN}'])
def test_what_is_no_json_is_said(content):
    with pytest.raises(Problem):
        read_demo(content, "mine.demo.json")


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(Problem, match="at most 1 MB"):
        read_demo(b" " * (LARGEST + 1), "mine.demo.json")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_demo_or_a_sentence(content):
    try:
        read_demo(content, "mine.demo.json")
    except Problem as problem:
        assert len(str(problem)) < 700


def test_a_file_holds_only_what_a_step_names():
    told = json.loads(as_bytes(Demo(title="x", steps=STEPS[:1])))
    assert told["steps"] == [{"page": "start", "template": "fraud", "say": "What do we want to decide?"}]
