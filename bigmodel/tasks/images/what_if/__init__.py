"""What the What if page shows of a run of this kind."""

from collections.abc import Sequence

from bigmodel.tasks.images.what_if.all_pictures import AllPictures
from bigmodel.tasks.images.what_if.mean_map import MeanMap
from bigmodel.tasks.images.what_if.next_file import NextPictures
from bigmodel.tasks.images.what_if.one_picture import OnePicture
from bigmodel.tasks.task import WhatIf

WHAT_IFS: Sequence[WhatIf] = (OnePicture(), AllPictures(), NextPictures(), MeanMap())
"""In the order of the page."""
