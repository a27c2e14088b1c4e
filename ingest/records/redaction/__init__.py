"""Secrets: what is one, and how they are taken out of records before these are stored."""
