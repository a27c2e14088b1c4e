"""Parts of the Ingest page."""
