"""A model against annotated reports: matching and scores."""
