"""Vibration signals: one window of a recording a case, each in one class."""
