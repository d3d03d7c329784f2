"""Windows of vibration signals in classes: the task behind fault diagnosis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.outcome import outcome_or_none
from bigmodel.figures.waveform import waveforms
from bigmodel.inference.signals import encode_signals
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Finding, Plan, Record, Role, Schema, Split, Table, Words
from bigmodel.spec.hparams import WDCNN, EnvelopeCNN, OrderLines, SignalGRU, Training
from bigmodel.tasks.held_out import PART, join_held_out
from bigmodel.tasks.signals.checks import check
from bigmodel.tasks.signals.cost import signal_seconds
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.fields import ROLES, fields_of
from bigmodel.tasks.signals.options import SignalOptions
from bigmodel.tasks.signals.profile import profile
from bigmodel.tasks.signals.read import ENDINGS, read_windows, sniff
from bigmodel.tasks.signals.score import score_signals
from bigmodel.tasks.signals.split import suggest_split
from bigmodel.tasks.signals.views import VIEWS
from bigmodel.tasks.signals.what_if import WHAT_IFS
from bigmodel.tasks.task import Dataset, Input, Scored, Sources, View, WhatIf

PREVIEW_WINDOWS = 12
_HELP = "Windows as rows, or recordings that are cut into windows; .npz, .mat, .csv, .parquet, or a zip of them."


class SignalsTask:
    """One window of a recording a case, each in one class."""

    kind = "signals"
    trainer = "bigmodel.tasks.signals.train:train"
    inputs: Sequence[Input] = (
        Input("data", "Signals", ENDINGS, _HELP, many=True),
        Input("test", "Separate test signals", ENDINGS, "Recordings kept apart for the test.", many=True),
    )
    roles: Sequence[Role] = ROLES
    splits: Sequence[str] = ("stratified", "group", "column")
    networks: Mapping[str, type[Training]] = {
        "envelope_cnn": EnvelopeCNN,
        "order_lines": OrderLines,
        "wdcnn": WDCNN,
        "gru": SignalGRU,
    }
    options: type[Record] | None = None
    what_ifs: Sequence[WhatIf] = WHAT_IFS
    views: Sequence[View] = VIEWS

    def sniff(self, sources: Sources) -> SignalOptions:
        """How the files would be read."""
        return sniff(sources["data"])

    def preview(self, sources: Sources, options: Record | None) -> Sequence[Block]:
        """A window of each class and where windows come from."""
        values, cases, _, found = read_windows(sources["data"], self._options(sources, options))
        firsts: dict[str, int] = {}
        for row, label in enumerate(cases["label"].to_pylist()):
            firsts.setdefault(label or "no class", row)
        rows = list(firsts.items())[:PREVIEW_WINDOWS]
        table = cases.slice(0, PREVIEW_WINDOWS)
        title = f"{len(values):,} windows of {values.shape[1]:,} samples"
        return [
            Table(title, {name: table[name].to_pylist() for name in table.column_names}),
            waveforms({name: values[row, :, 0] for name, row in rows}, found.rate),
        ]

    def read(self, sources: Sources, options: Record | None, folder: Path) -> SignalDataset:
        """Cut, mend and keep the windows; separate test recordings in the same way."""
        wanted = self._options(sources, options)
        values, cases, channels, found = read_windows(sources["data"], wanted)
        if "test" in sources:
            others, test, _, more = read_windows(sources["test"], wanted.model_copy(update={"rate": found.rate}))
            values, cases = join(values, cases, others, test)
            found.notes += more.notes
        return SignalDataset.create(
            values, cases, found.rate, folder, channels=channels, geometry=found.geometry, notes=found.notes
        )

    def open(self, folder: Path) -> SignalDataset:
        """Open signals of the workspace."""
        return SignalDataset(folder)

    def suggest(
        self, data: Dataset, template: str, fixed: Mapping[str, str], fragments: Mapping[str, Sequence[str]]
    ) -> Plan:
        """The label is the target; split by machine, recording or load; the envelope network."""
        cases = cast(SignalDataset, data).cases
        fields = fields_of(cases, fixed)
        target = next((field.name for field in fields if field.role == "target"), None)
        plan = Plan(
            template=template,
            fields=fields,
            outcome=outcome_or_none(cases, target) if target else None,
            network="envelope_cnn",
        )
        if PART in cases.column_names:
            return plan.model_copy(update={"split": Split(kind="column", column=PART)})
        return plan.model_copy(update={"split": suggest_split(cases, plan)})

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """What to know before training."""
        return check(cast(SignalDataset, data), plan)

    def profile(self, data: Dataset, plan: Plan, words: Words) -> Sequence[Block]:
        """Columns, split, waveforms and spectra of each class."""
        return profile(cast(SignalDataset, data), plan, words)

    def preview_training(self, data: Dataset, plan: Plan) -> Sequence[Block]:
        """Nothing to show: noise and shifts are told by the hyper-parameters."""
        return ()

    def seconds(self, data: Dataset, plan: Plan) -> float:
        """Estimated seconds from click to result."""
        signals = cast(SignalDataset, data)
        hparams = self.networks[plan.network].make(plan.hparams)
        return signal_seconds(hparams, len(signals), signals.window, signals.columns)

    def encode(self, cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
        """Windows as the model takes them."""
        return encode_signals(cases, schema.encoder)

    def score_file(self, run: RunFolder, sources: Sources, out: Path) -> Scored:
        """Score signals and write the class of every window."""
        return score_signals(run, sources["data"], out)

    def _options(self, sources: Sources, options: Record | None) -> SignalOptions:
        return cast(SignalOptions, options) if options is not None else self.sniff(sources)


def join(values: NDArray[Any], cases: pa.Table, others: NDArray[Any], test: pa.Table) -> tuple[NDArray[Any], pa.Table]:
    """Windows to learn from and windows of the test below each other, told apart by the column ``PART``.

    Raises:
        Problem: The test has other channels, or lacks what is known of the others.
    """
    import numpy as np

    from bigmodel.spec import Problem

    if values.shape[2] != others.shape[2]:
        raise Problem(
            f"The test signals have {others.shape[2]} channels, the others {values.shape[2]}",
            remedy="Give the same channels.",
        )
    shared = [name for name in cases.column_names if name in test.column_names]
    return np.concatenate([values, others]), join_held_out(cases.select(shared), test.select(shared)).combine_chunks()


TASK = SignalsTask()
