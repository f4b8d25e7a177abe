"""The house as a spaCy pipeline."""
