"""What the What if page shows of a run of this kind."""

from collections.abc import Sequence

from bigmodel.tasks.signals.what_if.next_file import NextWindows
from bigmodel.tasks.signals.what_if.one_window import OneWindow
from bigmodel.tasks.signals.what_if.population import AllWindows
from bigmodel.tasks.task import WhatIf

WHAT_IFS: Sequence[WhatIf] = (OneWindow(), AllWindows(), NextWindows())
"""In the order of the page."""
