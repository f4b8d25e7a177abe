"""The table: its columns, its rows, its contract."""
