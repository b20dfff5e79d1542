"""The tests; the tree mirrors the code, and `python -m tests` runs them on every database and in the browser."""
