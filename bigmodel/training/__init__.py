"""Fit one network: the loop, optimisers, schedules, checkpoints, events; then export it."""
