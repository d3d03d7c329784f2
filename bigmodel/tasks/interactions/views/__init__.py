"""What the Evaluate page shows of a run that ranks items."""

from collections.abc import Sequence

from bigmodel.tasks.interactions.views.headline import Headline
from bigmodel.tasks.task import View

VIEWS: Sequence[View] = (Headline(),)
"""In the order of the page."""
