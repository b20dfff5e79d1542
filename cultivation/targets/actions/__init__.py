"""Every write about targets, one deed per file."""
