"""Tables, and frames as files to download."""
