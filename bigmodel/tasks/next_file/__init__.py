"""The section "Next month's file" of the What if page: what all kinds of data share of it."""
