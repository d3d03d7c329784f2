import pytest

from bigmodel.spec import Finding
from bigmodel.ui.findings import answer, blocking, title_markdown


def finding(severity: str = "warning", title: str = "x is constant", column: str | None = "x") -> Finding:
    return Finding(code="c", severity=severity, title=title, column=column)


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ([], "This data is ready to train on"),
        (["good", "note"], "This data is ready to train on"),
        (["warning"], "Ready, with one thing to look at first"),
        (["warning"] * 7, "Ready, with 7 things to look at first"),
        (["warning", "stop"], "This data can't be trained on yet"),
    ],
)
def test_the_answer_follows_from_the_gravest(severities, said):
    assert answer([finding(severity) for severity in severities]) == said


def test_the_first_stop_blocks():
    stop = finding("stop", "no target")
    assert blocking([finding(), stop]) == stop
    assert blocking([finding()]) is None


def test_a_column_stands_as_code():
    assert title_markdown(finding()) == "`x` is constant"


@pytest.mark.parametrize(
    ("column", "title", "said"),
    [
        ("y", "Only 5 rows are yes", "Only 5 rows are yes"),
        ("y", "Only 5 rows of y are yes", "Only 5 rows of `y` are yes"),
        ("a.b", "axb and a.b are equal", "axb and `a.b` are equal"),
        ("额", "金额 is constant", "金额 is constant"),
        ("金额", "金额 is constant", "`金额` is constant"),
        ("(y)", "The target (y) has one class", "The target `(y)` has one class"),
        ("y", "y", "`y`"),
    ],
)
def test_only_whole_words_stand_as_code(column, title, said):
    assert title_markdown(finding(title=title, column=column)).replace("\\", "") == said


@pytest.mark.parametrize("name", ["![x](http://evil/a.png)", "a`![x](http://evil/a.png)", "$x$ :red[y]", "a\nb"])
def test_a_hostile_column_never_becomes_markup(name):
    said = title_markdown(finding(title=f"{name} is constant", column=name))
    outside = said.split("`")[::2] if "\\`" not in said else [said]
    assert all("](" not in part.replace("\\]", "").replace("\\(", "") for part in outside)
    assert "is constant" in said
