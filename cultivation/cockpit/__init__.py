"""驾驶舱: summaries that read the other rooms and write nothing."""
