import numpy as np
import pyarrow as pa
import pytest

from bigmodel.evaluation.judge import judge
from bigmodel.runs.scores import CaseScores, write_baselines, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Field, Outcome, Plan, Split, Words

WORDS = Words(
    case="claim", cases="claims", positive="fraud", positives="frauds", negative="no fraud", money="Net benefit"
)
ROWS = 2_000


class Rows:
    """A dataset in memory."""

    folder = None
    fingerprint = "f"

    def __init__(self, table):
        self.table = table
        self.columns = table.num_columns

    def __len__(self):
        return self.table.num_rows

    def take(self, rows):
        return self.table.take(pa.array(rows, pa.int64()))


class Pictures:
    """Pictures whose first pixel is their number, so that a test sees which one it got."""

    folder = None
    fingerprint = "f"
    columns = 1

    def __len__(self):
        return ROWS

    def take(self, rows):
        pictures = np.zeros((len(rows), 8, 8, 1), np.uint8)
        pictures[:, 0, 0, 0] = np.asarray(rows) % 256
        return pictures


@pytest.fixture
def words():
    return WORDS


@pytest.fixture
def pictures():
    return Pictures()


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "home")


@pytest.fixture
def claims(workspace):
    """A finished run of a table with two classes, and its data."""
    random = np.random.default_rng(0)
    y = (random.random(ROWS) < 0.1).astype(np.int32)
    score = np.clip(random.normal(0.2 + 0.4 * y, 0.15), 0.001, 0.999).astype(np.float32)
    amount = random.lognormal(4, 1, ROWS).round(2)
    time = np.datetime64("2026-01-01", "ns") + (np.arange(ROWS) * 3600 * 10**9).astype("timedelta64[ns]")
    table = pa.table(
        {
            "claim": [f"C{row}" for row in range(ROWS)],
            "Score": random.integers(0, 9, ROWS),
            "note": ["=1+1"] * ROWS,
            "paid": amount,
            "fraud": np.where(y == 1, "yes", "no"),
        }
    )
    roles = {"claim": "id", "Score": "feature", "note": "feature", "paid": "amount", "fraud": "target"}
    plan = Plan(
        template="claims",
        fields=tuple(Field(name=name, kind="text", role=role) for name, role in roles.items()),
        outcome=Outcome(classes=("no", "yes")),
        split=Split(kind="time", column="time"),
        network="mlp",
        costs=Costs(miss_is_amount=True),
    )
    parts = {"validation": np.arange(0, ROWS // 2), "test": np.arange(ROWS // 2, ROWS)}
    scores = {
        part: CaseScores(rows.astype(np.int64), y[rows], score[rows], amount[rows], time[rows])
        for part, rows in parts.items()
    }
    peer = np.clip(score + random.normal(0, 0.3, ROWS), 0, 1).astype(np.float32)
    flat = np.full(ROWS, 0.1, np.float32)
    baselines = {
        name: {part: values[rows] for part, rows in parts.items()}
        for name, values in (("majority", flat), ("logistic_regression", peer))
    }
    return make_run(workspace, plan, scores, baselines, threshold=0.45), Rows(table)


@pytest.fixture
def digits(workspace):
    """A finished run of pictures in three classes."""
    random = np.random.default_rng(1)
    y = random.integers(0, 3, ROWS).astype(np.int32)
    score = random.random((ROWS, 3)) + 0.7 * np.eye(3)[y]
    score = (score / score.sum(axis=1, keepdims=True)).astype(np.float32)
    plan = Plan(
        template="digits",
        fields=(Field(name="label", kind="category", role="target"),),
        outcome=Outcome(classes=("cat", "dog", "*bird*")),
        network="cnn",
    )
    halves = {"validation": np.arange(0, ROWS // 2), "test": np.arange(ROWS // 2, ROWS)}
    scores = {part: CaseScores(rows.astype(np.int64), y[rows], score[rows]) for part, rows in halves.items()}
    return make_run(workspace, plan, scores, {}, threshold=None)


def make_run(workspace, plan, scores, baselines, threshold):
    record = workspace.datasets.add("data", "tabular", plan.template, lambda _folder: (ROWS, 5, "f"))
    run = workspace.new_run("tabular", "module:function", plan, record, seed=0)
    for part, cases in scores.items():
        write_cases(run, part, cases)
    write_baselines(run, baselines)
    counts = {
        part: np.bincount(cases.y, minlength=len(plan.outcome.classes)).tolist() for part, cases in scores.items()
    }
    counts["train"] = [1_000] * len(plan.outcome.classes)
    judge(
        outcome=plan.outcome,
        costs=plan.costs,
        threshold=threshold,
        validation=scores["validation"],
        test=scores["test"],
        baselines=baselines,
        counts=counts,
        best_epoch=3,
        epochs=5,
        seconds=1.0,
        words=WORDS,
    ).save(run.report_path)
    run.set_status("finished")
    return run
