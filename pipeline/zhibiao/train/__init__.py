"""Training: from annotated reports to a model."""
