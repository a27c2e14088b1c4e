"""What the Logs page and its API ask: the rows that a search finds, their counts and patterns, and one record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.reads import Question, bind
from dashboard.reads.moments import earlier
from sql.search import fields

if TYPE_CHECKING:
    from dashboard.reads import Window

PATTERN_SAMPLE = 20_000
"""Records whose messages are masked for the patterns."""

_MOST_VALUES = 30
_MOST_PATTERNS = 200
CONTEXT_LINES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A record's identity: its file, its offset, and its index within the line."""

    file_id: int
    byte_offset: int
    record_index: int = 0

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read `file-offset-index`; None for anything else."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):  # noqa: PLR2004 (the three of them)
            return None
        file_id, byte_offset, record_index = map(int, parts)
        largest = 2**31
        return cls(file_id, byte_offset, record_index) if file_id < largest and record_index < largest else None

    def __str__(self) -> str:
        return f"{self.file_id}-{self.byte_offset}-{self.record_index}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of rows ended: the next one goes on after this record."""

    ts: datetime
    place: Place

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Read `time~file-offset-index`; None for anything else."""
        time, _, place_text = text.partition("~")
        place = Place.parse(place_text)
        try:
            ts = datetime.fromisoformat(time)
        except ValueError:
            return None
        return None if place is None or ts.tzinfo is not None else cls(ts, place)

    def __str__(self) -> str:
        return f"{self.ts.isoformat()}~{self.place}"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a text in the search language, in a window with its filters.

    An event that stands in several files is found once, unless `every_line`.
    """

    window: Window
    text: str = ""
    every_line: bool = False

    def within(self, from_ts: datetime, to_ts: datetime) -> Search:
        """The same search in a part of its window."""
        return replace(self, window=replace(self.window, from_ts=from_ts, to_ts=to_ts))


def rows(search: Search, limit: int = 100, after: Cursor | None = None) -> Question:
    """The newest rows, all columns but stack_trace; from the record `after` on where it is given."""
    place = None if after is None else after.place
    question = bind(
        "search_rows",
        search.window,
        every_line=search.every_line,
        before_ts=None if after is None else after.ts,
        before_file=None if place is None else place.file_id,
        before_offset=None if place is None else place.byte_offset,
        before_index=None if place is None else place.record_index,
        limit=limit,
    )
    return replace(question, search=search.text)


def levels(search: Search) -> Question:
    """bucket, level, records: from the rollup where nothing is searched for, else from the records."""
    if not search.text.strip():
        return bind("lines_by_level" if search.every_line else "records_by_level", search.window)
    return replace(bind("search_levels", search.window, every_line=search.every_line), search=search.text)


def facets(search: Search, attribute: str = "", limit: int = _MOST_VALUES) -> Question:
    """Dimension (service, source, level, logger, route, status, host, error_type, attribute), value, bucket, records.

    Levels come by bucket, so that one reading of the records gives both.
    """
    pointer = fields.pointer(fields.attribute_path(attribute)) if attribute else None
    question = bind("search_facets", search.window, every_line=search.every_line, pointer=pointer, limit=limit)
    return replace(question, search=search.text)


def patterns(search: Search, limit: int = _MOST_PATTERNS) -> Question:
    """level, records, pattern, is_new, service, first_seen, last_seen, sample, sampled; most frequent first."""
    window = search.window
    question = bind(
        "search_patterns",
        window,
        every_line=search.every_line,
        known_from_ts=earlier(window.from_ts, max(window.span, timedelta(days=1))),
        sample=PATTERN_SAMPLE,
        limit=limit,
    )
    return replace(question, search=search.text)


def record(place: Place) -> Question:
    """One record with all its columns, and `file`, the path it was read from."""
    return bind("record", file_id=place.file_id, byte_offset=place.byte_offset, record_index=place.record_index)


def context(place: Place, lines: int = CONTEXT_LINES) -> Question:
    """line_number, ts, level, message, is_it, byte_offset, record_index: the records around one, in its file."""
    return bind(
        "context",
        file_id=place.file_id,
        byte_offset=place.byte_offset,
        record_index=place.record_index,
        limit=lines,
    )
