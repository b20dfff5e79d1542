"""Workbooks in: sheets, checks, preview, commit."""
