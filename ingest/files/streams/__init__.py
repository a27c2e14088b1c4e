"""Log streams through all their names: which file continues which stream, and how far each was read."""
