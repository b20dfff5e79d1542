"""A room of the tests' own: jobs that leave marks and can be held at any point, in an installation of their own."""
