"""Rules on the page Alerts: the list, one in full, how far each series is from firing, and the replay."""
