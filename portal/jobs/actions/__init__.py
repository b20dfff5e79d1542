"""The deeds done to jobs."""
