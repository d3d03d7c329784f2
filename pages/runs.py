import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.compare import draw_comparison
from bigmodel.ui.demo_list import draw_demos
from bigmodel.ui.empty import draw_empty
from bigmodel.ui.run_list import draw_runs

rows = state.workspace().runs()
if not rows:
    draw_empty("Runs", "No run yet. Bring data and train on it, and the run appears here.", "data")
else:
    st.title("Runs", anchor=False)
    ticked = draw_runs(rows)
    if len(ticked) == 2:
        newer, older = ticked
        draw_comparison(older, newer)
if rows or state.workspace().demos.ids():
    draw_demos()
