import pytest

from bigmodel.tasks.images.choose import suggest_network
from bigmodel.tasks.images.networks import NETWORKS


@pytest.mark.parametrize(
    ("shape", "counts", "name"),
    [
        ((28, 28, 1), [6000] * 10, "resnet"),
        ((8, 8, 1), [180] * 10, "cnn"),
        ((100, 100, 3), [20] * 10, "backbone"),
        ((32, 32, 3), [600] * 10, "backbone"),
        ((160, 160, 1), [50, 60], "backbone"),
        ((96, 96, 1), [200] * 5, "resnet"),
        ((96, 96, 3), [200] * 5, "backbone"),
        ((32, 32, 3), [5000] * 10, "resnet"),
        ((28, 28, 1), [], "resnet"),
    ],
)
def test_size_colour_and_number_choose(shape, counts, name):
    chosen, reason = suggest_network(shape, counts)
    assert chosen == name
    assert chosen in NETWORKS
    assert reason[0].islower()
