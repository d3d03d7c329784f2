import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.context import draw_context
from bigmodel.ui.empty import go
from bigmodel.ui.no_result import draw_no_result
from bigmodel.ui.what_if_panel import draw_what_if

template, run = state.template(), state.run()
draw_context()
if not draw_no_result(run, "ask what would change its answers") and template and run:
    st.title("What if", anchor=False)
    draw_what_if(template, run)
    if st.button("Score a file", icon=":material/rocket_launch:"):
        go("deploy")
