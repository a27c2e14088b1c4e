"""Error groups on a page."""
