"""BigModel Studio: from a data file to a decision, on one machine."""

__version__ = "0.1.0"
