"""Deeds done to the log itself."""
