"""The parts pages are made of: time window, charts, tables, tiles."""
