"""Programmes and releases."""
