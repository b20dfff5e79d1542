"""Pages of the rules room."""
