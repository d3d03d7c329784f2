"""Parts of pages that several kinds of data share, computed from a run's scores without the model."""
