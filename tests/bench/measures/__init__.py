"""A module per page or tool, each with `measures(span)`; see tests/bench/measure.py."""
