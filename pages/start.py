import streamlit as st

st.title("From your data to a decision")
