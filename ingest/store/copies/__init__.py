"""Records that are copies of an event, and streams that are stored twice."""
