"""What a page says that needs a run's result while there is none: what is the matter and the button that helps."""

from __future__ import annotations

from bigmodel import jobs
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import ACTIVE
from bigmodel.ui import state
from bigmodel.ui.empty import draw_empty
from bigmodel.ui.text import escape


def draw_no_result(run: RunFolder | None, purpose: str) -> bool:
    """Say why there is no result and offer what helps.

    Args:
        run: The open run, None where none is open.
        purpose: What the page would show, to go on from "to": ``"see how good it is"``.

    Returns:
        False, with nothing drawn, where there is a result.
    """
    if run is None:
        known = bool(state.workspace().runs())
        text = f"Choose a run to {purpose}." if known else f"Train a model first to {purpose}; a sample is at hand."
        draw_empty("No run is open", text, "runs" if known else "start")
        return True
    if run.has_result():
        return False
    status = run.status()
    name = escape(run.name())
    if status.status in ACTIVE:
        text = f"Once it is trained and tested you can {purpose} here. Stop it early to get there sooner."
        draw_empty(f"{name} is not finished", text, "train")
    elif status.status == "failed":
        draw_empty(f"{name} has failed", escape(status.message) or "Nothing is known of why.", "train")
    else:
        said = escape(status.message) or "It ended before it was tested, or the file with its result is gone."
        text = f"{said} Resume it on Train." if jobs.can_resume(run) else said
        draw_empty(f"{name} has no result", text, "train")
    return True
