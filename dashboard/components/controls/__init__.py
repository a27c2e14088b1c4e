"""Controls with which a person chooses: time, windows, views, values, names."""
