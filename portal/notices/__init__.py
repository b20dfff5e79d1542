"""Notices to people, and the channels that carry them."""
