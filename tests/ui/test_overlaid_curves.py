from bigmodel.ui.curves import overlay

FIRST = [{"epoch": 1, "val_loss": 0.5, "pr_auc": 0.4}, {"epoch": 2, "val_loss": 0.4, "pr_auc": 0.6}]
SECOND = [{"epoch": 1, "val_loss": 0.7}]


def test_only_measures_that_both_runs_told_are_drawn():
    figures = overlay([FIRST, SECOND], ("a", "b"), dark=False)
    assert [figure.title for figure in figures] == ["Validation loss"]
    lines = figures[0].figure["data"]
    assert [(line["name"], line["x"], line["y"]) for line in lines] == [
        ("a", [1, 2], [0.5, 0.4]),
        ("b", [1], [0.7]),
    ]


def test_runs_differ_by_more_than_colour():
    first, second = overlay([FIRST, FIRST], ("a", "b"), dark=True)[0].figure["data"]
    assert first["line"]["dash"] != second["line"]["dash"]
    assert first["marker"]["symbol"] != second["marker"]["symbol"]


def test_a_run_without_epochs_draws_nothing():
    assert overlay([FIRST, []], ("a", "b"), dark=False) == []
