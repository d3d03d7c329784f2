import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.context import draw_context
from bigmodel.ui.export_panel import draw_exports
from bigmodel.ui.no_result import draw_no_result
from bigmodel.ui.score_panel import draw_scoring

draw_context()
template, run = state.template(), state.run()
if not draw_no_result(run, "put its model to work") and template is not None and run is not None:
    st.title("Put it to work", anchor=False)
    draw_scoring(template, run)
    draw_exports(run)
