"""Machine failure: which job or machine to look at before it stops."""

from __future__ import annotations

import math
from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.proposal import Proposal
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.machines.sample import make

    make(folder)


_TORQUE = ("torque", "drehmoment", "扭矩")
_SPEED = ("rotational_speed", "spindle_speed", "rpm", "speed", "drehzahl", "转速")

TEMPLATE = Template(
    slug="machines",
    title="Machine failure",
    icon=":material/precision_manufacturing:",
    summary="Which machine to look at before it stops. Weighs a needless check against a standstill.",
    takes="A table of jobs or readings of machines: one row each, with a column that says which failed",
    kind="tabular",
    words=Words(
        case="job",
        cases="jobs",
        positive="failure",
        positives="failures",
        negative="no failure",
        flagged="checked",
        passed="left running",
        money="Net benefit",
        are="failures",
    ),
    costs=Costs(false_alarm=80.0, miss=2_000.0, currency="€"),
    sample=Sample(
        name="machine_jobs.csv",
        title="Jobs of ten milling machines over three months, simulated",
        simulated=True,
        make=_make,
    ),
    hints={
        "target": ("machine failure", "failure", "failed", "breakdown", "fault", "故障"),
        "id": ("udi", "uid", "product id", "job"),
        "time": ("time", "timestamp", "date"),
        "group": ("machine", "equipment", "asset", "device", "unit"),
        "ignore": (
            "twf", "hdf", "pwf", "osf", "rnf", "failure_mode", "failure_type", "fault_type", "stop_reason", "downtime",
        ),
    },
    proposals=(
        Proposal(
            name="temperature difference",
            left=("process_temperature", "spindle_temperature", "bearing_temperature"),
            operation="difference",
            right=("air_temperature", "ambient_temperature", "hall_temperature"),
        ),
        # Newton metres and turns a minute give watts.
        Proposal(name="power", left=_TORQUE, operation="product", right=_SPEED, factor=2 * math.pi / 60),
        Proposal(name="wear x torque", left=("tool_wear", "wear"), operation="product", right=_TORQUE),
    ),
)  # fmt: skip
