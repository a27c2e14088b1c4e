"""Which time zone a stream's times are in that name none themselves, and which names of zones there are."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from ingest.source_settings import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

UTC = "UTC"
EVERY = "*"
"""The pattern of all streams."""


@cache
def names() -> frozenset[str]:
    """The zones that can be named: those of the tz database that have an area (`Europe/Berlin`), and `UTC`."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "select name from pg_timezone_names() where name like '%/%' and name not like 'SystemV/%'"
        ).fetchall()
    return frozenset({UTC, *(name for (name,) in found)})


def nearest(name: str) -> str | None:
    """The zone that is spelt most like `name`, of which the area may be missing or the case may differ."""
    folded = {zone.lower(): zone for zone in names()}
    towns = {zone.rsplit("/", 1)[-1]: full for zone, full in sorted(folded.items(), reverse=True)}
    wanted = name.strip().lower().replace(" ", "_")
    for known in (folded, towns):
        close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.8)
        if close:
            return known[close[0]]
    return None


def zone_of(source: str, zones: Mapping[str, str]) -> str:
    """The zone of the stream `source`: as its name says, else the longest pattern that fits it, else UTC."""
    return next((zones[pattern] for pattern in fitting(source, zones)), UTC)


def suffix(source: str, zones: Mapping[str, str]) -> str | None:
    """What to write behind a time of `source` that names no zone (see the macro zone_suffix); None for UTC."""
    zone = zone_of(source, zones)
    return None if zone == UTC else f" {zone}"
