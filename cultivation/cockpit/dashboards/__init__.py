"""Pages that gather what the rooms know."""
