"""Collectors: one file each. A module without `_` before its name is a kind that `[[collector]]` may name.

It has a class `Settings` (from `KindSettings`), a text `EXAMPLE` for the settings file, and a class `Collector`, made
from its settings, whose `collect(limit)` gives samples.
"""
