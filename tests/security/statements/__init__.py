"""Hostile SQL: what it may name, read, take and wait for."""
