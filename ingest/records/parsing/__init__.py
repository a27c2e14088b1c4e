"""Bytes to JSON objects: lines, lines that belong together, and what stands around an object."""
