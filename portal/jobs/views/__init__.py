"""The job pages, one per file."""
