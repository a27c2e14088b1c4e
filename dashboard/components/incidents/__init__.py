"""Incidents on a page."""
