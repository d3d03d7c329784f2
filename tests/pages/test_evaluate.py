from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel.evaluation.judge import judge
from bigmodel.runs.scores import CaseScores, write_baselines, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Field, Outcome, Plan
from bigmodel.tasks.tabular.dataset import TableDataset

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/evaluate.py"
ROWS = 600
HOSTILE = "![x](http://evil.example/x.png)"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    """A finished fraud run whose data has hostile cells and a hostile column name."""
    random = np.random.default_rng(0)
    y = (random.random(ROWS) < 0.15).astype(np.int32)
    score = np.clip(random.normal(0.2 + 0.5 * y, 0.15), 0, 1).astype(np.float32)
    amount = random.lognormal(4, 1, ROWS).round(2)
    table = pa.table({"id": [f"T{row}" for row in range(ROWS)], HOSTILE: ["=1+1"] * ROWS, "paid": amount, "fraud": y})
    roles = {"id": "id", HOSTILE: "feature", "paid": "amount", "fraud": "target"}

    def fill(folder):
        data = TableDataset.create(table, folder)
        return len(data), data.columns, data.fingerprint

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    plan = Plan(
        template="fraud",
        fields=tuple(Field(name=name, kind="text", role=role) for name, role in roles.items()),
        outcome=Outcome(classes=("0", "1")),
        network="mlp",
        costs=Costs(miss_is_amount=True),
    )
    made = workspace.new_run("tabular", "module:function", plan, record, seed=0)
    halves = {"validation": np.arange(0, ROWS // 2), "test": np.arange(ROWS // 2, ROWS)}
    scores = {part: CaseScores(rows, y[rows], score[rows], amount[rows]) for part, rows in halves.items()}
    for part, cases in scores.items():
        write_cases(made, part, cases)
    baselines = {"logistic_regression": {part: score[rows] for part, rows in halves.items()}}
    write_baselines(made, baselines)
    judge(
        outcome=plan.outcome,
        costs=plan.costs,
        threshold=0.5,
        validation=scores["validation"],
        test=scores["test"],
        baselines=baselines,
        counts={part: np.bincount(y[rows]).tolist() for part, rows in halves.items()},
        best_epoch=2,
        epochs=4,
        seconds=1.0,
    ).save(made.report_path)
    made.set_status("finished")
    return made


def opened(run_id=None):
    app = AppTest.from_file(FRAME, default_timeout=30)
    if run_id:
        app.query_params["run"] = run_id
    return app.run().switch_page(PAGE).run()


def test_without_a_run_there_is_a_sentence_and_a_button(workspace):
    app = opened()
    assert not app.exception
    assert app.title[0].value == "No run is open"
    assert [each.label for each in app.button] == ["Add to a demo", "Go to Start"]


def test_result_opens_with_the_answer_and_ends_in_the_next_step(run):
    app = opened(run.id)
    assert not app.exception
    assert app.title[0].value.startswith("Of 100")
    assert [metric.label for metric in app.metric] == [
        "Base rate",
        "Precision",
        "Recall",
        "F1",
        "PR\\-AUC",
        "ROC\\-AUC",
        "Accuracy",
    ]
    assert app.button[-1].label == "Score a file"
    assert [each.key for each in app.get("bidi_component")][:1] == ["presenter"]
    assert len(app.get("bidi_component")) == 2


def test_alerts_follow_their_choice_and_the_headline_stays(run):
    app = opened(run.id)
    before = app.title[0].value
    flagged = len(app.dataframe[0].value)
    app.get("button_group")[0].set_value("All").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == ROWS // 2 > flagged
    assert app.title[0].value == before


def test_a_deleted_dataset_leaves_the_result(workspace, run):
    workspace.datasets.delete(run.spec().dataset)
    app = opened(run.id)
    assert not app.exception
    assert app.title[0].value.startswith("Of 100")
    assert list(app.dataframe[0].value.columns) == ["Score", "Outcome", "Amount"]


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("training", "is not finished"),
        ("queued", "is not finished"),
        ("failed", "has failed"),
        ("interrupted", "has no result"),
    ],
)
def test_a_run_without_result_says_why(run, status, title):
    run.report_path.unlink()
    run.rename(HOSTILE)
    run.set_status(status, message="The disk is full.")
    app = opened(run.id)
    assert not app.exception
    assert title in app.title[0].value
    assert "![" not in app.title[0].value
    assert app.button[1].label == "Go to Train"
    if status in ("failed", "interrupted"):
        assert any("The disk is full" in markdown.value for markdown in app.markdown)


@pytest.mark.parametrize("status", ["failed", "interrupted"])
def test_the_result_of_an_earlier_stop_does_not_count(run, status):
    run.set_status(status, message="The disk is full.")
    app = opened(run.id)
    assert not app.exception
    assert not app.metric
    assert app.button[1].label == "Go to Train"


def test_a_damaged_report_is_a_sentence_not_a_traceback(run):
    run.report_path.write_text("{")
    app = opened(run.id)
    assert not app.exception
    assert len(app.error) == 1


def test_lost_scores_are_a_sentence_not_a_traceback(run):
    (run.scores / "test.parquet").unlink()
    app = opened(run.id)
    assert not app.exception
    assert any("no test scores" in error.value.replace("\\", "") for error in app.error)
    assert app.title[0].value.startswith("Of 100")
