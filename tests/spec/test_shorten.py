from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec.shorten import shorten


@given(st.text(max_size=200), st.integers(1, 60))
def test_shortened_text_keeps_both_ends(whole, length):
    short = shorten(whole, length)
    line = " ".join(whole.split())
    assert len(short) <= length
    if len(line) > length:
        assert length < 2 or short[0] == line[0]
        assert length < 3 or short[-1] == line[-1]
    else:
        assert short == line
