"""Occurrences of errors, and what holds for their groups after a new version of the fingerprint."""
