"""Logs of who chose what: items are ranked for each user."""
