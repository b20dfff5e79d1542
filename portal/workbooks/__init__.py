"""Excel and CSV: what a sheet is, reading, problems, writing."""
