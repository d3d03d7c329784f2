import errno
import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan, Problem, Report, Words
from bigmodel.tasks.tabular.task import TabularTask
from bigmodel.tasks.task import Scored
from bigmodel.templates import template
from bigmodel.ui.score_panel import all_well, answer_first, beside, card_label, counted, invitation, sentence

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/deploy.py"
HOSTILE = "![x](http://evil.example/x.png)"
CLAIMS = "*claims* [x]"
"""What this run calls its rows."""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    def fill(folder):
        (folder / "table.parquet").write_bytes(b"")
        return 100, 2, "f" * 64

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    plan = Plan(
        template="fraud",
        fields=(Field(name="fraud", kind="category", role="target"),),
        outcome=Outcome(classes=("0", "1")),
        network="mlp",
    )
    words = Words(case="claim", cases=CLAIMS)
    made = workspace.new_run("tabular", "module:function", plan, record, 0, words=words)
    report = Report(best_epoch=1, epochs=1, threshold=0.5, metrics={}, baselines={}, counts={}, seconds=1)
    report.save(made.report_path)
    made.bundle.mkdir(exist_ok=True)
    for name in ("model.onnx", "schema.json"):
        (made.bundle / name).write_bytes(b"bytes")
    made.set_status("finished")
    return made


def opened(run=None) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=60)
    if run is not None:
        at.query_params["run"] = run.id
    at.run()
    at.switch_page(PAGE).run()
    assert not at.exception
    return at


def scoring(monkeypatch, answer):
    """Puts ``answer`` in the place of the model."""
    seen = []

    def score_file(self, run, sources, out):
        seen.append(sources)
        if isinstance(answer, Problem):
            raise answer
        out.write_text("score\n0.9\n")
        return answer

    monkeypatch.setattr(TabularTask, "score_file", score_file)
    return seen


def bring(at: AppTest, content: bytes = b"a\n1\n") -> AppTest:
    at.file_uploader[0].upload(f"{HOSTILE.replace('/', '-')}.csv", content).run()
    assert not at.exception
    return at


def test_the_flagged_are_told_beside_the_test_data_and_the_threshold(run):
    fraud, report = template("fraud"), run.report()
    assert beside(fraud, report).replace("\\", "") == "From a score of 0.500 transactions are flagged."
    decided = {"decision": {"test": {"alerts": 12}}}
    told = beside(fraud, report.model_copy(update={"extra": decided, "counts": {"test": [990, 10]}}))
    assert told.replace("\\", "") == "From a score of 0.500 transactions are flagged; in testing these were 1.20 %."
    assert beside(fraud, report.model_copy(update={"threshold": None})) == ""
    assert beside(fraud, None) == ""


def test_without_a_run_the_page_says_what_to_do(workspace):
    at = opened()
    assert at.title[0].value == "No run is open"
    assert at.button


@pytest.mark.parametrize("status", ["queued", "training"])
def test_a_run_at_work_has_nothing_to_deploy_yet(run, status):
    run.set_status(status)
    at = opened(run)
    assert "is not finished" in at.title[0].value
    assert not at.file_uploader


def test_a_file_is_scored_once_and_said_in_words(run, monkeypatch):
    differences = [f"The column {HOSTILE} is missing."]
    answer = Scored(
        7310, 41, {"flagged": 41, "passed": 7269}, differences, {HOSTILE: ["=1+1"], "score": [0.92], "decision": ["x"]}
    )
    seen = scoring(monkeypatch, answer)
    at = bring(opened(run))
    said = at.subheader[0].value.replace("\\", "")
    assert said == f"41 of 7,310 {CLAIMS} are flagged (0.561 %)."
    assert [(metric.label.replace("\\", ""), metric.value) for metric in at.metric] == [
        (f"{CLAIMS} scored", "7,310"),
        ("Flagged", "41"),
        ("Passed", "7,269"),
    ]
    assert all(HOSTILE not in element.value and CLAIMS not in element.value for element in at.caption)
    assert list(at.dataframe[0].value.columns) == ["score", "decision", HOSTILE]
    assert at.dataframe[0].value[HOSTILE].tolist() == ["=1+1"]
    at.run()
    assert len(seen) == 1


def test_a_resumed_run_scores_the_file_anew(run, monkeypatch):
    seen = scoring(monkeypatch, Scored(1, 0, {"passed": 1}, []))
    at = bring(opened(run), b"d\n4\n")
    before = run.report_path.stat().st_mtime_ns
    run.report().model_copy(update={"best_epoch": 2}).save(run.report_path)
    os.utime(run.report_path, ns=(before + 1, before + 1))
    at.run()
    assert len(seen) == 2


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(run, workspace, monkeypatch):
    def score_file(self, run, sources, out):
        out.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TabularTask, "score_file", score_file)
    at = bring(opened(run), b"e\n5\n")
    assert len(at.error) == 1
    assert "The disk is full" in at.error[0].value
    assert list((workspace.root / "incoming" / "scored").iterdir()) == []


def test_sorted_cases_are_told_by_the_most_frequent_class():
    plan = Plan(template="images", fields=(), outcome=Outcome(classes=("cat", "dog", "owl")), network="convnet")
    chosen = template("images")
    many = Scored(40, None, {"cat": 12, "dog": 15, "owl": 13}, ())
    assert sentence(chosen, many, plan) == "40 pictures are sorted; the most frequent class is dog \\(15\\)\\."
    assert sentence(chosen, Scored(1, None, {"owl": 1}, ()), plan) == "The picture is sorted: owl\\."


def test_suggestions_are_counted_by_who_gets_them():
    chosen = template("images")
    plan = Plan(template="images", fields=(), outcome=Outcome(kind="ranking"), network="sasrec")
    everybody, one, some = (Scored(rows, None, counts, ()) for rows, counts in (
        (120, {"listed": 120}), (1, {"listed": 1}), (120, {"listed": 20, "unlisted": 100}),
    ))  # fmt: skip
    assert sentence(chosen, everybody, plan) == "Suggestions for 120 pictures\\."
    assert sentence(chosen, one, plan) == "Suggestions for 1 picture\\."
    assert sentence(chosen, some, plan) == "Suggestions for 20 of 120 pictures\\."
    assert "decision" not in invitation(plan, chosen.words)


def test_many_classes_are_all_counted_in_a_table():
    plan = Plan(template="images", fields=(), outcome=Outcome(classes=tuple("abcdefg")), network="cnn")
    counts = {label: 10 * place for place, label in enumerate("abcdefg")}
    (table,) = counted(Scored(210, None, counts, ()), plan, template("images").words)
    assert table.columns["Class"] == list("gfedcba")
    assert table.columns["Pictures"] == [60, 50, 40, 30, 20, 10, 0]
    assert sum(table.columns["Share"]) == pytest.approx(1)
    few = counted(Scored(150, None, {label: counts[label] for label in "abcdef"}, ()), plan, template("images").words)
    assert [(card.title, card.value) for card in few[:2]] == [("Pictures scored", "150"), ("f", "50")]
    assert len(few) == 7


def test_classes_keep_their_spelling():
    plan = Plan(template="images", fields=(), outcome=Outcome(classes=("USA", "brazil", "Chile")), network="cnn")
    words = template("credit").words
    labels = [card_label(label, plan, words) for label in ("USA", "brazil", "flagged", "passed")]
    assert labels == ["USA", "brazil", "Looked at again", "Accepted"]


def test_nothing_is_claimed_that_was_not_looked_at():
    assert all_well(template("credit")) == "Nothing differs from the training data."
    assert all_well(template("images")).startswith("All pictures could be read. Whether they are like those")
    plan = Plan(template="images", fields=(), outcome=Outcome(classes=("a", "b", "c")), network="cnn")
    assert "each gets a class and how certain it is" in invitation(plan, template("images").words)


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ("amount score decision", "score decision amount"),
        ("score amount score_(model) decision", "score_(model) decision score amount"),
        ("amount class score_a score_b score_c", "class amount score_a score_b score_c"),
        ("name folder class certainty score_a score_b", "class certainty name folder score_a score_b"),
        ("nothing known", "nothing known"),
    ],
)
def test_the_answer_stands_in_front(columns, shown):
    names = [name.replace("_", " ") for name in columns.split()]
    assert list(answer_first({name: [1] for name in names})) == [name.replace("_", " ") for name in shown.split()]


def test_a_file_that_cannot_be_scored_is_one_sentence(run, monkeypatch):
    scoring(monkeypatch, Problem(f"The column {HOSTILE} is missing", remedy="Add it."))
    at = bring(opened(run), b"b\n2\n")
    assert len(at.error) == 1
    assert HOSTILE not in at.error[0].value
    assert not at.metric


def test_nothing_that_differs_is_said_too(run, monkeypatch):
    scoring(monkeypatch, Scored(1, 0, {"passed": 1}, []))
    at = bring(opened(run), b"c\n3\n")
    assert any("Nothing differs" in element.value for element in at.markdown)


def test_what_the_bundle_holds_is_offered_and_what_it_lacks_is_said(run):
    at = opened(run)
    assert [button.label for button in at.get("download_button")] == ["Download ONNX model", "Download Whole bundle"]
    assert any(element.value == "This run has none." for element in at.caption)
