"""Background work: every job is a row first, the broker is only a hint."""
