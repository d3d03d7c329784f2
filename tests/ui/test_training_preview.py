import numpy as np

from bigmodel.spec import Gallery
from bigmodel.ui.training_preview import groups


def test_every_picture_is_followed_by_its_own_changes():
    pictures = [np.full((2, 2), number, np.uint8) for number in range(5)]
    gallery = Gallery("Changed", pictures, ["as it is", "changed", "changed", "as it is", "changed"])
    assert [[int(picture[0, 0]) for picture in group] for group in groups(gallery)] == [[0, 1, 2], [3, 4]]
