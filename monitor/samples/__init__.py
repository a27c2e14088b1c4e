"""Samples: numbers over time, as Prometheus has them. Stored, summed up by minute and hour, removed when old."""
