"""The demo city, made through the rooms' own actions."""
