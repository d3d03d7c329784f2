import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.recent_runs import draw_recent
from bigmodel.ui.start_cards import draw_cards

st.title("From your data to a decision", anchor=False)
st.markdown(
    ":gray[Pick what you want to decide. Train on your own machine, watch it learn, see what it is worth. "
    "Nothing leaves this computer.]"
)
draw_cards()
rows = state.workspace().runs()
if rows:
    st.header("Go on where you left off", anchor=False)
    draw_recent(rows)
