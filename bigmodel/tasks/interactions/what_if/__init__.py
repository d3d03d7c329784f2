"""What the What if page shows of a run of this kind."""

from collections.abc import Sequence

from bigmodel.tasks.interactions.what_if.history import AnotherHistory
from bigmodel.tasks.interactions.what_if.next_file import NextLog
from bigmodel.tasks.interactions.what_if.population import OtherCircumstances
from bigmodel.tasks.task import WhatIf

WHAT_IFS: Sequence[WhatIf] = (AnotherHistory(), OtherCircumstances(), NextLog())
"""In the order of the page."""
