from bigmodel.spec import Interval, Metric, Sentence
from bigmodel.tasks.views.headline import Headline, card, shares, worth


def test_answer_comes_first_and_base_rate_leads_the_cards(claims, words):
    run, data = claims
    blocks = Headline().blocks(run, data, words, {})
    assert isinstance(blocks[0], Sentence)
    assert blocks[0].level == 1
    assert blocks[0].text.startswith("Of 100 claims flagged, ")
    titles = [block.title for block in blocks if isinstance(block, Metric)]
    assert titles == ["Base rate", "Precision", "Recall", "F1", "PR-AUC", "ROC-AUC", "Accuracy"]


def test_every_metric_stands_beside_its_interval(claims, words):
    run, data = claims
    report = run.report()
    cards = {block.title: block for block in Headline().blocks(run, data, words, {}) if isinstance(block, Metric)}
    found = report.metrics["test"]["precision"]
    assert cards["Precision"].value == f"{found.value:.2f}"
    assert cards["Precision"].beside == f"{found.low:.2f} to {found.high:.2f}"


def test_accuracy_stands_beside_guessing_where_it_misleads(claims, words):
    run, data = claims
    accuracy = next(
        block for block in Headline().blocks(run, data, words, {}) if getattr(block, "title", "") == "Accuracy"
    )
    assert accuracy.tone == "caution"
    found = run.report().metrics["test"]["accuracy"]
    assert accuracy.beside == f"{shares(found)}, guessing 87.9 %"
    assert " to " in accuracy.beside


def test_ground_names_rows_epoch_and_threshold(claims, words):
    run, data = claims
    text = Headline().blocks(run, data, words, {})[1].text
    assert "1,000 claims" in text
    assert "epoch 3 of 5" in text
    assert "flagged from a score of 0.45" in text


def test_the_second_line_says_what_it_is_worth(claims, digits, words):
    run, data = claims
    report = run.report()
    said = Headline().blocks(run, data, words, {})[1].text
    assert said.startswith(f"On the test data this is worth € {report.money['model']:,.0f}. Test data never seen")
    loss = report.model_copy(update={"money": {"model": -310.0}})
    assert worth(loss, "$") == "On the test data this loses $ 310. "
    assert worth(digits.report(), "€") == ""


def test_more_classes_have_macro_f1_and_no_threshold(digits, words):
    blocks = Headline().blocks(digits, None, words, {})
    titles = [block.title for block in blocks if isinstance(block, Metric)]
    assert titles[0] == "Largest class"
    assert "Macro F1" in titles
    assert "F1" not in titles
    assert "score of" not in blocks[1].text


def test_notes_of_the_report_are_shown_as_cautions(claims, words):
    run, data = claims
    notes = [block.text for block in Headline().blocks(run, data, words, {}) if isinstance(block, Sentence)]
    assert set(run.report().notes) <= set(notes)
    assert any("Accuracy misleads" in note for note in notes)


def test_too_few_positives_give_no_narrow_band(claims, words):
    run, _ = claims
    few = Interval(value=0.5, low=None, high=None)
    report = run.report()
    assert card("recall", few, report, run.spec().plan.outcome, words).beside == "too few to tell"
    assert shares(few) == "too few to tell"


def test_run_without_report_shows_nothing(claims, words):
    run, data = claims
    run.report_path.unlink()
    assert not Headline().blocks(run, data, words, {})
