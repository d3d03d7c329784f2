import threading

import pytest

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Outcomes, Problem


@pytest.fixture
def run(tmp_path):
    return RunFolder(tmp_path)


def keep(run, name="Half the amount"):
    return run.scenarios.keep(
        name,
        "One case",
        {"case": 7, "changes": [{"field": "amount", "value": 3.5}]},
        [Outcomes(title="Score", value="0.4")],
        5,
    )


def test_what_is_kept_comes_back_as_it_was(run):
    kept = keep(run)
    assert run.scenarios.read() == [kept]
    assert run.scenarios.get(kept.id) == kept
    assert kept.values["changes"][0]["value"] == 3.5


def test_there_are_none_at_first(run):
    assert run.scenarios.read() == []


def test_a_scenario_is_renamed_and_deleted_and_others_stay(run):
    first, second = keep(run, "one"), keep(run, "two")
    run.scenarios.rename(first.id, "  eins ")
    run.scenarios.delete(second.id)
    assert [each.name for each in run.scenarios.read()] == ["eins"]
    run.scenarios.delete(second.id)


@pytest.mark.parametrize("name", ["", " \n ", "x" * 101])
def test_a_name_that_is_none_is_refused_and_nothing_is_kept(run, name):
    with pytest.raises(Problem):
        keep(run, name)
    assert run.scenarios.read() == []


def test_one_that_is_gone_is_said(run):
    with pytest.raises(Problem, match="deleted"):
        run.scenarios.get("calm-otter-1")


def test_a_damaged_file_is_said_and_left_alone(run):
    (run.path / "scenarios.json").write_text('[{"id": 3}]')
    with pytest.raises(Problem, match="can't be read"):
        run.scenarios.read()
    with pytest.raises(Problem, match="can't be read"):
        keep(run)
    assert (run.path / "scenarios.json").read_text() == '[{"id": 3}]'


def test_two_that_keep_at_the_same_time_both_succeed(run):
    threads = [threading.Thread(target=keep, args=(run, f"number {index}")) for index in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.id for each in run.scenarios.read()}) == 12
