"""The questions about what watches: its alerts."""
