"""Credit risk: which applications to look at before a loan is given."""

from __future__ import annotations

from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.proposal import Proposal
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.credit.sample import make

    make(folder)


TEMPLATE = Template(
    slug="credit",
    title="Credit risk",
    icon=":material/account_balance:",
    summary="Which loan applications to look at again. Weighs the loan that is lost against the business turned away.",
    takes="A table of applications: one row each, with a column that says which were not paid back",
    kind="tabular",
    words=Words(
        case="application",
        cases="applications",
        positive="default",
        positives="defaults",
        negative="no default",
        flagged="looked at again",
        passed="accepted",
        money="Net benefit",
        are="defaults",
    ),
    costs=Costs(false_alarm=900.0, miss=6_000.0, miss_is_amount=True, currency="€"),
    sample=Sample(
        name="loan_applications.csv",
        title="Loan applications of two years, simulated",
        simulated=True,
        make=_make,
    ),
    hints={
        "target": ("default", "defaulted", "not_paid_back", "bad_loan", "credit_risk", "违约"),
        "id": ("application_id", "loan_id", "id"),
        "time": ("applied_on", "application_date", "date", "issue_d"),
        "amount": ("loan_amount", "credit_amount", "amount", "limit_bal"),
        "group": ("customer", "applicant", "client"),
        "ignore": ("collection", "recovery", "recoveries", "written_off", "charged_off"),
    },
    proposals=(
        Proposal("loan over income", ("loan_amount", "credit_amount"), "ratio", ("yearly_income", "income")),
        Proposal("debt over income", ("debt",), "ratio", ("yearly_income", "income")),
    ),
)
