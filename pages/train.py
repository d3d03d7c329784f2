import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.context import draw_context
from bigmodel.ui.empty import go
from bigmodel.ui.train_panel import draw_run, is_over
from bigmodel.ui.train_setup import draw_setup

template, record, run = state.template(), state.dataset(), state.run()

draw_context(with_run=False)
if record is None and run is None:
    st.title("Nothing to train on yet", anchor=False)
    st.markdown("Take a sample or bring your own file, and the network learns from it here.")
    with st.container(horizontal=True):
        if st.button("Choose what to decide", type="primary", icon=":material/home:"):
            go("start")
        if template is not None and st.button("Bring data", icon=":material/table:"):
            go("data")
else:
    # Where both do not fit beside each other, the chart of a run at work stands first.
    name = "side-by-side-busy" if run is not None and run.status().active else "side-by-side-train"
    controls, evidence = st.container(key=name).columns([11, 34], gap="medium")
    with controls:
        if record is None or template is None:
            st.header("Set-up", anchor=False)
            st.markdown("The data of this run was deleted, so it can't be trained again. Its result stays.")
        else:
            draw_setup(template, record, primary=not is_over(run))
    with evidence:
        draw_run(run)
