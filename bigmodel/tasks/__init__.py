"""One folder per kind of data. This module is light: it imports neither TensorFlow nor Streamlit."""
