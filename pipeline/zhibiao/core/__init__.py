"""What every room shares: the data that crosses the doors, spans, units, numerals, periods, the
vocabulary."""
