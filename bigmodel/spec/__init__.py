"""The vocabulary of BigModel Studio; every other room speaks in these words."""

from bigmodel.spec.block import Block, Case, Decision, Figure, Gallery, Metric, Sentence, Table
from bigmodel.spec.case import CaseAnswer, CaseQuestion, Sweep
from bigmodel.spec.change import Change
from bigmodel.spec.control import Control
from bigmodel.spec.derived import Derived
from bigmodel.spec.event import ACTIVE, HAS_RESULT, Emit, Event, Status, Stopped
from bigmodel.spec.finding import Finding, Remedy
from bigmodel.spec.outcome import Outcome
from bigmodel.spec.plan import Costs, Plan, Split
from bigmodel.spec.problem import Problem
from bigmodel.spec.record import Record
from bigmodel.spec.report import Interval, Metrics, Report
from bigmodel.spec.run import RunSpec
from bigmodel.spec.scenario import Outcomes, Scenario
from bigmodel.spec.schema import Field, Kind, Role, Schema
from bigmodel.spec.words import Called, Words

__all__ = [
    "ACTIVE",
    "HAS_RESULT",
    "Block",
    "Called",
    "Case",
    "CaseAnswer",
    "CaseQuestion",
    "Change",
    "Control",
    "Costs",
    "Decision",
    "Derived",
    "Emit",
    "Event",
    "Field",
    "Figure",
    "Finding",
    "Gallery",
    "Interval",
    "Kind",
    "Metric",
    "Metrics",
    "Outcome",
    "Outcomes",
    "Plan",
    "Problem",
    "Record",
    "Remedy",
    "Report",
    "Role",
    "RunSpec",
    "Scenario",
    "Schema",
    "Sentence",
    "Split",
    "Status",
    "Stopped",
    "Sweep",
    "Table",
    "Words",
]
