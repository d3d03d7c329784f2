"""From a plan to a run that is on its way."""

from __future__ import annotations

from bigmodel import jobs
from bigmodel.spec import Plan, Problem
from bigmodel.templates import template
from bigmodel.ui import measured, state
from bigmodel.ui.findings import blocking


def start_run(plan: Plan) -> str:
    """Queue a run of the chosen dataset with this plan, open it and give its id.

    Raises:
        Problem: No dataset is chosen, the plan has no outcome, a finding says that this data can't be trained on, or a
            hyper-parameter is out of range.
    """
    dataset = state.dataset_id()
    if dataset is None:
        raise Problem("No data is chosen", remedy="Choose a dataset on the Data page.")
    chosen = template(plan.template)
    task = chosen.task
    if plan.outcome is None:
        missing = next((role.title for role in task.roles if role.required and not plan.named(role.name)), "Target")
        raise Problem(f"No column is the {missing.lower()}", remedy=f"Give one the role {missing} on the Data page.")
    seed = task.networks[plan.network].make(plan.hparams).seed
    workspace = state.workspace()
    record = workspace.datasets.get(dataset)
    stop = blocking(measured.findings(record, plan))
    if stop is not None:
        raise Problem(stop.title, remedy=stop.detail)
    folder = workspace.new_run(task.kind, task.trainer, plan, record, seed, words=chosen.words_of(plan))
    jobs.submit(workspace, folder)
    state.open_run(folder.id)
    return folder.id
