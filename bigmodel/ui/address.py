"""What a tab looks at, as the session keeps it and as the address says it: the address follows the session at once."""

from __future__ import annotations

import streamlit as st

RUN, DATASET, SCENARIO = "bm_run", "bm_dataset", "bm_scenario"
PRESENT, DEMO, STEP = "bm_present", "bm_demo", "bm_step"
NAMES = {"run": RUN, "data": DATASET, "scenario": SCENARIO, "present": PRESENT, "demo": DEMO, "step": STEP}
"""Name in the address to key of the session; ``case`` and ``replay`` are the page's own and never kept."""
ON_STAGE = ("demo", "step")
"""What the address says only while the page is presented."""


def kept(key: str) -> str | None:
    """What the session keeps, None where it keeps nothing."""
    value = st.session_state.get(key)
    return value if isinstance(value, str) else None


def put_aside(*keys: str) -> None:
    """Forget what the session keeps."""
    for key in keys:
        st.session_state.pop(key, None)


def write_address() -> None:
    """Let the address say what the session keeps."""
    on_stage = kept(PRESENT) is not None
    ours = {name: kept(key) for name, key in NAMES.items() if on_stage or name not in ON_STAGE}
    now = st.query_params.to_dict()
    wanted = {name: value for name, value in now.items() if name not in NAMES}
    wanted |= {name: value for name, value in ours.items() if value is not None}
    if wanted != now:
        # At once: each change of the address is a step of its own for the Back button.
        st.query_params.from_dict(wanted)
