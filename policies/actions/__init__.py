"""The deeds done to drafts and releases."""
