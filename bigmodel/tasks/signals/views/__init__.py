"""What the Evaluate page shows of a model for vibration signals."""

from __future__ import annotations

from collections.abc import Sequence

from bigmodel.tasks.signals.views.machines import Machines
from bigmodel.tasks.signals.views.timeline import Timeline
from bigmodel.tasks.signals.views.watch import Watch
from bigmodel.tasks.signals.views.window import Window
from bigmodel.tasks.task import View
from bigmodel.tasks.views.abstain import Abstain
from bigmodel.tasks.views.baselines import Baselines
from bigmodel.tasks.views.classes import Classes
from bigmodel.tasks.views.decide import Decide
from bigmodel.tasks.views.headline import Headline

VIEWS: Sequence[View] = (
    Headline(),
    Decide(),
    Classes(two=True),
    Watch(),
    Machines(),
    Window(),
    Timeline(),
    Abstain(),
    Baselines(),
)
