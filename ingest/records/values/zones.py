"""The time zone of a stream, for times that name none, and the known names of zones."""

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
"""The pattern that fits all streams."""


@cache
def names() -> frozenset[str]:
    """The valid names: zones of the tz database with an area (`Europe/Berlin`), and `UTC`."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "select name from pg_timezone_names() where name like '%/%' and name not like 'SystemV/%'"
        ).fetchall()
    return frozenset({UTC, *(name for (name,) in found)})


def nearest(name: str) -> str | None:
    """The zone with the most similar name. `name` may lack the area or differ in case."""
    folded = {zone.lower(): zone for zone in names()}
    towns = {zone.rsplit("/", 1)[-1]: full for zone, full in sorted(folded.items(), reverse=True)}
    wanted = name.strip().lower().replace(" ", "_")
    for known in (folded, towns):
        close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.8)
        if close:
            return known[close[0]]
    return None


def zone_of(source: str, zones: Mapping[str, str], told: str | None = None) -> str:
    """The zone of the stream `source`: by its name, else the longest fitting pattern, else the one `told`, else UTC."""
    return next((zones[pattern] for pattern in fitting(source, zones)), told or UTC)


def suffix(source: str, zones: Mapping[str, str], told: str | None = None) -> str | None:
    """The text to add to a time of `source` without a zone (see the macro zone_suffix); None for UTC.

    `told` is the zone that the write time of the file told: a name, or an offset such as ``+05:30``.
    """
    zone = zone_of(source, zones, told)
    return None if zone == UTC else zone if zone[0] in "+-" else f" {zone}"
