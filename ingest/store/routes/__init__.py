"""The routes of each service, up to a limit."""
