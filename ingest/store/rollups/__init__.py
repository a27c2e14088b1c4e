"""Totals by hour and sketches of users: appended with each batch, merged when there are many rows."""
