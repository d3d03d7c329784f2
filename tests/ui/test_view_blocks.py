"""What views show, and by what it is kept."""

import pytest
from toy_table_run import toy_run

from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Decision, Problem, Sentence, Words
from bigmodel.tasks.tabular.task import TASK
from bigmodel.tasks.views.decide import Decide
from bigmodel.ui.view_blocks import blocks_of, fixed


def test_a_file_with_another_content_is_another_key(tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(b"one")
    first = fixed({"own": path, "k": 3})
    path.write_bytes(b"other")
    assert fixed({"own": path, "k": 3}) != first
    path.unlink()
    with pytest.raises(Problem):
        fixed({"own": path})


def test_a_view_speaks_in_the_words_that_the_run_was_made_with(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    run = toy_run(Workspace(tmp_path), rows=300)
    spec = run.spec().model_copy(update={"words": Words(flagged="held back")})
    (run.path / "spec.json").write_text(spec.model_dump_json(), encoding="utf-8")
    number = next(place for place, view in enumerate(TASK.views) if isinstance(view, Decide))
    (decision,) = (each for each in blocks_of("fraud", run, number, {}) if isinstance(each, Decision))
    assert decision.words["flagged"] == "held back"


def test_a_question_is_answered_once_and_a_problem_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    run, asked = toy_run(Workspace(tmp_path), rows=300), []

    def blocks(_view, _run, _data, _words, values):
        asked.append(values)
        if len(asked) == 1:
            raise Problem("The model is gone")
        return [Sentence(str(len(asked)))]

    monkeypatch.setattr(Decide, "blocks", blocks)
    number = next(place for place, view in enumerate(TASK.views) if isinstance(view, Decide))
    path = tmp_path / "mine.csv"
    path.write_bytes(b"one")
    with pytest.raises(Problem):
        blocks_of("fraud", run, number, {"own": path})
    first = blocks_of("fraud", run, number, {"own": path})
    assert blocks_of("fraud", run, number, {"own": path}) is first
    path.write_bytes(b"other")
    assert blocks_of("fraud", run, number, {"own": path}) == (Sentence("3"),)
    assert asked == [{"own": path}] * 3
