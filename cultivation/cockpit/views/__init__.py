"""The workbench, and the way to each role's home."""
