"""Spans of indicator and qualifier that the tagger chooses among."""
