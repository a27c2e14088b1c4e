"""What pages are made of: the frame, the time window, tiles, charts and tables."""
