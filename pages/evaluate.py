import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.context import draw_context
from bigmodel.ui.empty import go
from bigmodel.ui.evaluate_panel import draw_evaluation
from bigmodel.ui.no_result import draw_no_result

template, run = state.template(), state.run()
draw_context()
if not draw_no_result(run, "see how good it is and where to draw the line") and template and run:
    draw_evaluation(template, run)
    with st.container(horizontal=True):
        if st.button("Ask what if", type="primary", icon=":material/arrow_forward:"):
            go("what_if")
        if st.button("Score a file", icon=":material/rocket_launch:"):
            go("deploy")
