"""Every write about ladders and pools, one deed per file."""
