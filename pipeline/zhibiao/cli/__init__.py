"""The command line: one file a command over plain functions of the package."""
