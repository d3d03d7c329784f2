"""Figures: pure functions from data to Plotly figures, in colours that ``palette.style`` turns to the theme."""
