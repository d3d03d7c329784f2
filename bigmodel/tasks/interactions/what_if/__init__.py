"""What the What if page shows of a run of this kind."""

from collections.abc import Sequence

from bigmodel.tasks.task import WhatIf

WHAT_IFS: Sequence[WhatIf] = ()
"""In the order of the page."""
