"""Fault diagnosis: what is wrong with a machine, told from its vibration."""

from __future__ import annotations

from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.fault.sample import make

    make(folder)


TEMPLATE = Template(
    slug="fault",
    title="Fault diagnosis",
    icon=":material/vibration:",
    summary="What is wrong with a machine, told from its vibration. Judged on machines that it has not heard before.",
    takes="Windows as rows, or long recordings with their sampling rate: .npz, .mat, .csv, .parquet, or a zip of them",
    kind="signals",
    words=Words(
        case="window",
        cases="windows",
        positive="fault",
        positives="faults",
        negative="no fault",
        flagged="flagged",
        passed="passed",
        money="Net benefit",
    ),
    costs=Costs(false_alarm=200.0, miss=5000.0, miss_is_amount=False, currency="€"),
    sample=Sample(
        name="bearing_vibration.npz",
        title="Vibration of eight pumps with four conditions of a bearing, simulated",
        simulated=True,
        make=_make,
    ),
)
