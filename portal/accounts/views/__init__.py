"""Sign-in, password, people and roles."""
