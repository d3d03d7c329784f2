"""How good a model is and where to draw the line: metrics with intervals, baselines, decisions, sentences."""
