"""Controls: time range, windows, views, values, names."""
