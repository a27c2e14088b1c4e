"""Parts of the page Health: rows of probes, one probe in full."""
