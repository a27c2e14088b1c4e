"""Occurrences of errors, and the decisions about their groups after a new version of the fingerprint."""
