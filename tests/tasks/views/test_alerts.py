import numpy as np
import pytest

from bigmodel.runs.scores import read_cases
from bigmodel.spec import Sentence, Table
from bigmodel.tasks.views import alerts
from bigmodel.tasks.views.alerts import ALARMS, ALL, FLAGGED, MISSED, Alerts, select


@pytest.mark.parametrize("show", [FLAGGED, MISSED, ALARMS, ALL])
def test_selection_is_ranked_and_right(claims, show):
    run, _ = claims
    cases = read_cases(run, "test")
    places = select(cases, 0.45, show)
    assert np.all(np.diff(cases.score[places]) <= 0)
    flag, positive = cases.score[places] >= 0.45, cases.y[places] == 1
    expected = {
        FLAGGED: flag.all() and len(places) == (cases.score >= 0.45).sum(),
        MISSED: positive.all() and not flag.any(),
        ALARMS: flag.all() and not positive.any(),
        ALL: len(places) == len(cases.y),
    }
    assert expected[show]


def test_list_shows_rows_of_the_data_without_losing_a_column_called_like_its_own(claims, words):
    run, data = claims
    table = next(block for block in Alerts().blocks(run, data, words, {"show": ALL}) if isinstance(block, Table))
    cases = read_cases(run, "test")
    first = int(cases.row[np.argmax(cases.score)])
    assert table.columns["claim"][0] == f"C{first}"
    assert table.columns["Score"][0] == pytest.approx(float(cases.score.max()))
    assert table.columns["Score (data)"][0] == data.table["Score"][first].as_py()
    assert "fraud" not in table.columns
    assert {len(values) for values in table.columns.values()} == {len(cases.y)}
    assert table.search
    assert table.download == f"{run.id}-all.csv"
    assert table.edges == {"Score": run.report().threshold}
    assert table.every is None


def test_deleted_dataset_leaves_scores_and_outcomes(claims, words):
    run, _ = claims
    _, about, table = Alerts().blocks(run, None, words, {"show": FLAGGED})
    assert "deleted" in about.text
    assert list(table.columns) == ["Score", "Outcome", "Amount"]


def test_long_lists_are_cut_and_say_so(claims, words, monkeypatch):
    run, data = claims
    monkeypatch.setattr(alerts, "SHOWN", 10)
    _, about, table = Alerts().blocks(run, data, words, {"show": ALL})
    assert "The first 10 are listed; search and download take all." in about.text
    assert len(table.columns["Score"]) == 10
    everything = table.every()
    assert len(everything["Score"]) == len(read_cases(run, "test").y)
    assert everything["claim"][:10] == table.columns["claim"]


def test_nothing_to_list_is_said(claims, words):
    run, data = claims
    report = run.report()
    report.model_copy(update={"threshold": 2.0}).save(run.report_path)
    blocks = Alerts().blocks(run, data, words, {"show": FLAGGED})
    assert all(isinstance(block, Sentence) for block in blocks)
    assert "no such claims" in blocks[1].text


def test_more_classes_have_no_alerts(digits, words):
    assert not Alerts().controls(digits)
    assert not Alerts().blocks(digits, None, words, {})


def test_how_many_are_listed_is_told_apart_from_who_is_flagged(claims, words):
    run, data = claims
    _, about, table = Alerts().blocks(run, data, words, {"show": MISSED})
    listed, tested = len(table.columns["Score"]), len(read_cases(run, "test").y)
    assert about.text == f"{listed} of the {tested:,} test claims. Claims are flagged from a score of 0.450."


def test_the_first_kind_has_the_word_of_the_template(claims, words, monkeypatch):
    run, data = claims
    spec = run.spec()
    checked = words.model_copy(update={"flagged": "looked at again"})
    monkeypatch.setattr(type(run), "spec", lambda _self: spec.model_copy(update={"words": checked}))
    (control,) = Alerts().controls(run)
    assert (control.default, control.options) == ("Looked at again", ("Looked at again", MISSED, ALARMS, ALL))
    listed = [Alerts().blocks(run, data, checked, {"show": show})[-1] for show in (control.default, FLAGGED)]
    assert listed[0].columns == listed[1].columns
    assert min(listed[0].columns["Score"]) >= 0.45
