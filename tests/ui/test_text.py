import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.ui import text


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
