import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.ui import text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.04123, "0.0412"),
        (12.34, "12.3"),
        (18420.4, "18,420"),
        (-3.0, "−3.00"),
        (0, "0"),
        (0.00001234, "1.23e-05"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_number_has_three_significant_digits(value, shown):
    assert text.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (18420, "€ 18,420"),
        (-310.4, "−€ 310"),
        (4.2, "€ 4.20"),
        (-0.001, "€ 0"),
        (-0.25, "−€ 0.25"),
        (0, "€ 0"),
        (None, "–"),
    ],
)
def test_money_has_sign_and_currency(value, shown):
    assert text.money(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0084, "0.840 %"), (0.9931, "99.3 %"), (0.99962, "99.96 %"), (1, "100 %"), (0, "0 %"), (None, "–")],
)
def test_share(value, shown):
    assert text.share(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "under 1 s"), (24.4, "24 s"), (125, "2 min 5 s"), (1500, "25 min"), (4200, "1 h 10 min"), (7200, "2 h")],
)
def test_duration(seconds, shown):
    assert text.duration(seconds) == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (86400 * 3, "3 days ago"),
        (86400 * 70, "2 months ago"),
        (86400 * 800, "2 years ago"),
    ],
)
def test_ago(passed, shown):
    assert text.ago(1000.0, now=1000.0 + passed) == shown


@pytest.mark.parametrize(("amount", "shown"), [(420, "420 B"), (12_345, "12.3 KB"), (5e12, "5,000 GB")])
def test_size(amount, shown):
    assert text.size(amount) == shown


def test_interval_of_too_few_cases():
    assert text.interval(None, 0.9) == "too few to tell"
    assert text.interval(0.686, 0.9) == "0.69 to 0.90"


@given(st.text(max_size=200), st.integers(5, 60))
def test_shortened_text_keeps_both_ends(whole, length):
    short = text.shorten(whole, length)
    line = " ".join(whole.split())
    assert len(short) <= length
    if len(line) > length:
        assert short[0] == line[0]
        assert short[-1] == line[-1]
    else:
        assert short == line


@given(st.text(max_size=80))
def test_escaped_text_reads_the_same_once_the_escapes_are_gone(whole):
    plain = text.SPECIAL.sub("", text.escape(whole)).replace(text.JOINER, "")
    assert plain == text.SPECIAL.sub("", " ".join(whole.split())).replace(text.JOINER, "")
    assert "\n" not in text.escape(whole)


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        ":material/bug_report: :smile: :red[x]",
        "https://evil.example www.evil.example a@evil.example",
        "$x^2$ `code` # heading | cell",
    ],
)
def test_nothing_hostile_stays_whole(hostile):
    shown = text.escape(hostile)
    for token in ("](", "<img", ":material/", ":smile:", ":red[", "://", "www.", "a@evil", "$x", "`c", "# h", "| c"):
        assert not re.search(r"(?<!\\)" + re.escape(token), shown)
