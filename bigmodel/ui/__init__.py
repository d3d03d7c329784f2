"""The only room that knows Streamlit: frame, state, forms from specs, one drawing per kind of block."""
