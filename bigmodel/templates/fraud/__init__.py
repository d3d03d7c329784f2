"""Fraud detection: which transactions to stop and look at."""

from __future__ import annotations

from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.fraud.sample import make

    make(folder)


TEMPLATE = Template(
    slug="fraud",
    title="Fraud detection",
    icon=":material/credit_card:",
    summary="Which transactions to stop and look at. Weighs the money saved against the false alarms.",
    takes="A table of transactions or claims: one row each, with a column that says which were fraud",
    kind="tabular",
    words=Words(
        case="transaction",
        cases="transactions",
        positive="fraud",
        positives="frauds",
        negative="no fraud",
        flagged="flagged",
        passed="passed",
        money="Net benefit",
    ),
    costs=Costs(false_alarm=15.0, miss=150.0, miss_is_amount=True, currency="€"),
    sample=Sample(
        name="card_transactions.csv",
        title="Card transactions of sixteen weeks, simulated",
        simulated=True,
        make=_make,
    ),
    hints={
        "target": ("fraud", "is_fraud", "fraud_reported", "fraudfound", "fraudulent", "scam"),
        "id": ("transaction_id", "claim_id", "trans_num", "policynumber"),
        "time": ("time", "timestamp", "datetime", "trans_date", "date"),
        "amount": ("amount", "amt", "claim_amount", "value", "betrag", "金额"),
        "group": ("customer", "client", "account", "card", "policyholder"),
    },
)
