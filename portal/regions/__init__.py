"""行政区划: statutory counties and managing zones, and the scope that follows from them."""
