import pytest

from bigmodel.spec import Outcome, Plan, Split, Table, Words
from bigmodel.ui.split_bar import bar_html, class_counts, split_sentence

WORDS = Words(positives="frauds")
PLAN = Plan(
    template="fraud",
    fields=(),
    outcome=Outcome(classes=("no", "yes")),
    network="tabm",
    split=Split(kind="time", column="day"),
)


def table(**more) -> Table:
    return Table("Split", {"Part": ["Training", "Validation", "Test"], "Rows": [35000, 7500, 7500], **more})


def test_the_sentence_says_dates_and_positives():
    dates = {"From": ["2026-03-01", "2026-05-19", "2026-06-04"], "To": ["2026-05-18", "2026-06-03", "2026-06-20"]}
    said = split_sentence(table(yes=[294, 63, 63], **dates), PLAN, WORDS)
    assert said == (
        "Train on 1 March to 18 May, choose on 19 May to 3 June, judge on 4 to 20 June. 294 · 63 · 63 frauds."
    )


def test_the_sentence_names_years_that_differ():
    dates = {"From": ["2025-12-01", "2026-01-02", None], "To": ["2026-01-01", "2026-01-02", None]}
    said = split_sentence(table(**dates), PLAN, WORDS)
    assert said == "Train on 1 December 2025 to 1 January 2026, choose on 2 January, judge on no dates."


def test_a_class_called_like_a_column_is_counted_by_its_own():
    plan = PLAN.model_copy(update={"outcome": Outcome(classes=("Part", "Rows"))})
    parts = table(**{"class Part": [1, 2, 3], "class Rows": [4, 5, 6]})
    assert split_sentence(parts, plan, WORDS) == "4 · 5 · 6 frauds."
    assert class_counts(parts, plan.outcome) == {"Part": [1, 2, 3], "Rows": [4, 5, 6]}


def test_there_is_nothing_to_say_without_dates_and_classes():
    assert split_sentence(table(), PLAN, WORDS) == ""


def test_the_bar_tells_its_numbers_without_sight():
    assert 'aria-label="Rows in each part: Training 35,000, Validation 7,500, Test 7,500"' in bar_html(
        table(), dark=False
    )


def test_a_narrow_part_stays_visible_without_writing():
    drawn = bar_html(Table("Split", {"Part": ["Training", "Test"], "Rows": [99999, 1]}), dark=True)
    assert "100 %" in drawn
    assert "flex:0.0040" in drawn


def test_names_of_parts_are_text():
    drawn = bar_html(Table("Split", {"Part": ['<img src=x onerror="1">'], "Rows": [1]}), dark=False)
    assert "<img" not in drawn
    assert 'onerror="' not in drawn


@pytest.mark.parametrize("kind", ["stratified", "last"])
def test_dates_of_parts_that_span_the_same_time_are_not_told(kind):
    plan = PLAN.model_copy(update={"split": Split(kind=kind)})
    dates = {"From": ["2026-03-01"] * 3, "To": ["2026-06-20"] * 3}
    assert split_sentence(table(yes=[294, 63, 63], **dates), plan, WORDS) == "294 · 63 · 63 frauds."
