"""Components that change in place: the live chart and the decision."""
