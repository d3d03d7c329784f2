"""What the Evaluate page shows of a run that ranks items."""

from collections.abc import Sequence

from bigmodel.tasks.interactions.views.headline import Headline
from bigmodel.tasks.interactions.views.list_length import ListLength
from bigmodel.tasks.interactions.views.newcomer import Newcomer
from bigmodel.tasks.interactions.views.person import Person
from bigmodel.tasks.interactions.views.reach import Reach
from bigmodel.tasks.task import View

VIEWS: Sequence[View] = (Headline(), Person(), Newcomer(), ListLength(), Reach())
"""In the order of the page."""
