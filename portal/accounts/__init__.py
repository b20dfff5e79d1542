"""People, bureaus, roles and sign-in."""
