"""Annotated reports: their format, their checks."""
