"""What the What if page shows of a run of this kind."""

from collections.abc import Sequence

from bigmodel.tasks.tabular.what_if.case_map import CaseMap
from bigmodel.tasks.tabular.what_if.dependence import Dependences
from bigmodel.tasks.tabular.what_if.flips import Flips
from bigmodel.tasks.tabular.what_if.importance import ReliesOn
from bigmodel.tasks.tabular.what_if.nearest import Nearest
from bigmodel.tasks.tabular.what_if.next_file import NextFile
from bigmodel.tasks.tabular.what_if.one_case import OneCase
from bigmodel.tasks.tabular.what_if.population import PopulationWhatIf
from bigmodel.tasks.tabular.what_if.pushes import Pushes
from bigmodel.tasks.task import WhatIf

WHAT_IFS: Sequence[WhatIf] = (
    OneCase(),
    Flips(),
    Pushes(),
    CaseMap(),
    Nearest(),
    PopulationWhatIf(),
    NextFile(),
    ReliesOn(),
    Dependences(),
)
"""In the order of the page."""
