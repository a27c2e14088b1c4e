"""Probes: one module per kind of thing that can be asked whether it works."""
