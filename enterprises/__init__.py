"""What is true: enterprises, their reports, rights and certificates."""
