"""Settings: base (embedded, everything from the environment), dev, test, production."""
