"""A module per contender, each with `read(log, folder)` and `stored(folder)`; see tests/bench/contender.py."""
