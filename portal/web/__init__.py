"""Pages, components, formats and pagination shared by every room."""
