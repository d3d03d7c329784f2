import base64
import io
import re

import numpy as np
from PIL import Image

from bigmodel.ui.thumbnails import GAP, SIDE, image_html, strip


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
