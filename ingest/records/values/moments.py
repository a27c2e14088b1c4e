"""How a plan reads times, as SQL: their zone, times under two keys, and the file's date for a time of day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_ZONE_WORDS = """
    timezone time_zone tz timestamp_timezone time_zone_id timezone_id zone_id utc_offset tz_offset timezone_offset
    utcoffset tzoffset time_offset timezone_name
"""
_ZONES = tuple(_ZONE_WORDS.split())
_SECONDS = re.compile(r"(?:(?P<prefix>.+)_)?(?:seconds?|secs?|s|epoch_seconds?|unix_seconds?)")
_FRACTIONS = {
    1_000_000_000: "nanos nano nsec nsecs nanoseconds nanosecond ns",
    1_000_000: "micros micro usec usecs microseconds microsecond us",
    1_000: "millis milli msec msecs milliseconds millisecond ms",
}
_PARTS = frozenset(_ZONES).union(*(words.split() for words in _FRACTIONS.values()))
"""What a key is called that a time is made of, beside dates, times of day and seconds; the last of its words."""
FROM_FILE = '"_longtail":{"time":"date_from_file"}'
"""The note in the attributes of a record that has the date of its file."""


def is_part_of_time(key: str) -> bool:
    """Whether a time may be made of the value of a top-level key and others."""
    name = field_names.normal(key)
    is_known = name in _PARTS or name.rpartition("_")[2] in _PARTS
    return is_known or name.endswith(("date", "time")) or _SECONDS.fullmatch(name) is not None


class Moments:
    """The times of one plan, as SQL. `keys` are its top-level keys; `string` gives the SQL of the text at a place.

    `is_zoned` says that the column `zone` has the zones of streams.
    """

    def __init__(self, keys: Iterable[str], string: Callable[[str], str], *, is_zoned: bool) -> None:
        self._flat: Mapping[str, str] = {field_names.normal(key): field_names.pointer(key) for key in keys}
        self._string = string
        self._stream_zone = "zone" if is_zoned else "null"

    @property
    def zone(self) -> str:
        """The zone of times that name none: from a key beside it, else the stream's; a zone_suffix or null."""
        beside = [f"zone_suffix({self._string(self._flat[name])})" for name in _ZONES if name in self._flat]
        return f"coalesce({', '.join([*beside, self._stream_zone])})" if beside else self._stream_zone

    def parsed(self, string: str) -> str:
        """The text `string` as a timestamp."""
        return f"parse_time({string}, {self.zone})"

    def patterned(self, string: str, pattern: str) -> str:
        """The text `string`, written as the strptime `pattern` says, as a timestamp."""
        moment = f"try_strptime({string}, {pattern})"
        if re.search(r"(?<!%)(?:%%)*%[zZ]", pattern) or self.zone == "null":
            return f"make_timestamp(epoch_us({moment}))"
        return f"local_to_utc({moment}, {self.zone})"

    def of_two_keys(self) -> Iterator[str]:
        """Timestamps under two keys: a date and a time of day, or seconds and their fraction."""
        for name, pointer in self._flat.items():
            prefix = name.removesuffix("date")
            if name.endswith("date") and (not prefix or prefix.endswith("_")) and f"{prefix}time" in self._flat:
                date, time = self._string(pointer), self._string(self._flat[f"{prefix}time"])
                yield f"time_of_day({date}, {time}, {self.zone})"
            yield from self._with_fraction(name, pointer)

    def _with_fraction(self, name: str, pointer: str) -> Iterator[str]:
        match = _SECONDS.fullmatch(name)
        if match is None or (match["prefix"] and field_names.rank("ts", match["prefix"]) is None):
            return
        before = f"{match['prefix']}_" if match["prefix"] else ""
        for per_second, words in _FRACTIONS.items():
            for word in words.split():
                if f"{before}{word}" in self._flat:
                    fraction = self._string(self._flat[f"{before}{word}"])
                    yield f"time_of_parts({self._string(pointer)}, {fraction}, {per_second})"

    def with_file_date(self, strings: Iterable[str]) -> str:
        """The first of the texts `strings` that is a time of day, or a day without its year, as a timestamp."""
        return f"clock_time([{', '.join(strings)}], file_time, {self.zone})"
