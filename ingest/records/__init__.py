"""Bytes to rows: lines become records, and records become the canonical columns."""
