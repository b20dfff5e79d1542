"""Every write about enterprises, one deed per file."""
