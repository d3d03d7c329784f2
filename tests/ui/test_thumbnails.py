import base64
import io
import re

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from bigmodel.ui.thumbnails import GAP, SIDE, image_html, pages, strip


def test_small_pictures_are_enlarged_beside_each_other_with_clear_gaps():
    drawn = strip([np.full((8, 8), 200, np.uint8), np.zeros((8, 8), np.uint8)])
    assert drawn.shape == (SIDE, 2 * SIDE + GAP, 4)
    assert drawn[0, 0].tolist() == [200, 200, 200, 255]
    assert (drawn[:, SIDE : SIDE + GAP, 3] == 0).all()
    assert drawn[0, -1].tolist() == [0, 0, 0, 255]


def test_large_coloured_pictures_are_reduced():
    drawn = strip([np.zeros((720, 1440, 3), np.uint8)])
    assert drawn.shape == (SIDE, 2 * SIDE, 4)


def test_a_strip_stands_in_the_page_itself_with_its_name_as_text():
    drawn = strip([np.arange(64, dtype=np.uint8).reshape(8, 8)])
    told = image_html(drawn, '6 of class "><script>alert(1)</script>')
    assert "<script" not in told
    assert 'alt="6 of class &quot;&gt;&lt;script&gt;' in told
    file = re.search('src="data:image/png;base64,([^"]+)"', told)[1]
    assert (np.asarray(Image.open(io.BytesIO(base64.b64decode(file)))) == drawn).all()


def test_pages_count_what_is_left_over():
    assert [pages(count, 6) for count in (0, 6, 7, 13)] == [1, 1, 2, 3]


def _page() -> None:
    import numpy

    from bigmodel.spec import Gallery
    from bigmodel.ui.thumbnails import draw_thumbnails

    def more(name, start, number):
        return [numpy.full((8, 8), 9, "uint8")] * max(0, min(number, {"cat": 100, "dog": 7}[name] - start))

    first = [numpy.zeros((8, 8), "uint8")] * 12
    draw_thumbnails(Gallery("Some", first, ["cat"] * 6 + ["dog"] * 6, more=more), {"cat": 100, "dog": 7})


def test_further_pictures_are_asked_for_a_page_at_a_time():
    page = AppTest.from_function(_page).run()
    assert not page.exception
    assert [each.value for each in page.markdown] == ["**cat** :gray[100 pictures]", "**dog** :gray[7 pictures]"]
    page.selectbox[0].set_value("cat").run()
    assert not page.exception
    assert [each.value for each in page.markdown] == ["**cat** :gray[100 pictures]"]
