"""Pages about targets and ranking."""
