"""Which files there are: scans of the paths in the settings, and events that start a scan earlier."""
