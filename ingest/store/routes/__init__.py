"""The routes of each service, of which there is a bounded number."""
