"""Every write about people and grants."""
