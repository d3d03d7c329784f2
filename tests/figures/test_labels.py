from hypothesis import given
from hypothesis import strategies as st

from bigmodel.figures.labels import escape_label


def test_markup_becomes_text():
    assert escape_label('<a href="http://x">x</a>') == '&lt;a href="http://x"&gt;x&lt;/a&gt;'
    assert escape_label("a & b &amp; c") == "a &amp; b &amp;amp; c"
    assert escape_label("%{y} $x$\n\u202e") == "%&#123;y} &#36;x&#36;  "


def test_shortened_in_the_middle_before_it_is_escaped():
    assert escape_label("a" * 20 + "<b>", 10) == "aaaaa…a&lt;b&gt;"
    assert escape_label("short", 10) == "short"


@given(st.text(max_size=80), st.integers(1, 40))
def test_any_text(text, longest):
    escaped = escape_label(text, longest)
    assert "<" not in escaped
    assert ">" not in escaped
