"""The deeds done to notices."""
