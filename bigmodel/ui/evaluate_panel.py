"""Evaluate: what the task's views say of a run that has a result."""

from __future__ import annotations

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Problem
from bigmodel.templates.template import Template
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.view_panel import draw_view


def draw_evaluation(template: Template, run: RunFolder) -> None:
    """Draw every view, one below the other; each with controls redraws alone."""
    try:
        run.report()
    except Problem as problem:  # damaged: said once instead of by every view
        show_problem(problem)
        return
    for number in range(len(template.task.views)):
        draw_view(template.slug, run, number)
