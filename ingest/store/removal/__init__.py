"""Removes stored records: retention, and dropping a stream."""
