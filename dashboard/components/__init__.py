"""What pages are made of: the page header, the time window, tiles, charts and tables."""
