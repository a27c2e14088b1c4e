"""Where an id occurs: every record of one trace, request or span, found through the id filters.

The filters (ingest/store/id_filters.py) name the spans of time and files that may have the id; each is looked at, and
what is left is the short time in which the id really occurs. Without filters, or with very many candidates, every row
is read.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from dashboard.reads import FINE_SPAN, TIMEOUT_SECONDS, Question, Window, bind, run
from dashboard.reads.moments import later
from ingest.store import id_filters
from ingest.store.id_filters import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sql.warehouse import Warehouse

MOST_RECORDS = 1000
MOST_PLACES = 48
"""So many candidates are looked at one by one; where an id may be in more, one pass over all their time is faster."""

_EVERYWHERE = Span(-(2**63) + 1, 2**63 - 1, -(2**31), 2**31 - 1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (UTC without saying so)
_LONGEST_ID = 512
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Where an id stands: from its first record to its last (both included, UTC), and in how many records."""

    id: str
    from_ts: datetime
    to_ts: datetime
    records: int


def cleaned(text: str) -> str:
    """The id in what somebody pasted: without spaces and quotes, the trace id of a W3C `traceparent`."""
    value = text.strip().strip("\"'`").strip()
    parent = _TRACE_PARENT.fullmatch(value)
    return parent.group(1) if parent else value


def find_id(warehouse: Warehouse, text: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> Found | None:
    """Where a trace, request or span id occurs, over all time, services and files; None if it is nowhere.

    Raises `QueryError` (one sentence) where it takes longer than `timeout_seconds`.
    """
    value = cleaned(text)
    if not value or len(value) > _LONGEST_ID:
        return None
    places: list[tuple[int, int, int]] = []
    spans = _candidates(warehouse, value, timeout_seconds)
    with _workers(len(spans)) as pool:
        for found in pool.map(lambda span: _places(warehouse, value, span, timeout_seconds), spans):
            places += found
    if not places:
        return None
    first, last = min(place[0] for place in places), max(place[1] for place in places)
    return Found(value, _moment(first), _moment(last), sum(place[2] for place in places))


@contextmanager
def _workers(spans: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max(1, min(_WORKERS, spans)), thread_name_prefix="longtail-find") as pool:
        yield pool


def _moment(microseconds: int) -> datetime:
    """A time of the warehouse, or the nearest that Python knows (years 1 to 9999)."""
    return later(_EPOCH, timedelta(microseconds=microseconds))


def _candidates(warehouse: Warehouse, value: str, timeout_seconds: float) -> list[Span]:
    """The spans that may have the id; everywhere where no filter speaks for the rows."""
    if not run(warehouse, bind("ids_kept"), timeout_seconds=timeout_seconds)["kept"].item():
        return [_EVERYWHERE]
    hashed = id_filters.hash_of(value)
    question = bind("id_filters_of_part", part=id_filters.part_of(hashed))
    rows = _in_microseconds(run(warehouse, question, timeout_seconds=timeout_seconds, within_time=False)).iter_rows()
    return apart([Span(*place) for *place, bits, hashes in rows if id_filters.may_have(hashed, bits, hashes)])


def apart(spans: Sequence[Span]) -> list[Span]:
    """Spans that cover the given ones, none of which overlaps another; a single one if they would be many."""
    left: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.min_us, one.min_file_id)):
        joined = span
        while (met := next((one for one in left if _overlap(one, joined)), None)) is not None:
            left.remove(met)
            joined = joined.joined(met)
        left.append(joined)
    if len(left) > MOST_PLACES:
        whole = left[0]
        for span in left[1:]:
            whole = whole.joined(span)
        return [whole]
    return left


def _overlap(one: Span, other: Span) -> bool:
    return (
        one.min_us <= other.max_us
        and other.min_us <= one.max_us
        and one.min_file_id <= other.max_file_id
        and other.min_file_id <= one.max_file_id
    )


def _places(warehouse: Warehouse, value: str, span: Span, timeout_seconds: float) -> list[tuple[int, int, int]]:
    """First and last microsecond and number of records of the id, per file of the span."""
    question = bind(
        "places_of_id",
        id=value,
        min_us=span.min_us,
        max_us=span.max_us,
        min_file_id=span.min_file_id,
        max_file_id=span.max_file_id,
    )
    found = _in_microseconds(run(warehouse, question, timeout_seconds=timeout_seconds, within_time=False))
    return list(zip(found["first_ts"], found["last_ts"], found["records"], strict=True))


def _in_microseconds(frame: pl.DataFrame) -> pl.DataFrame:
    """Times as numbers since 1970: a filter's may be such as Python has no name for."""
    return frame.with_columns(cs.datetime().cast(pl.Int64))


def records(found: Found, limit: int = MOST_RECORDS) -> Question:
    """The events with an id, each once, by when they began: what `trace_records` says of itself."""
    return bind("trace_records", id=found.id, from_ts=found.from_ts, to_ts=found.to_ts, limit=limit)


def failures(window: Window, limit: int = 50) -> Question:
    """id, ts, service, error_type, error_message, method, route, errors; newest first."""
    return bind("newest_failures", window, limit=limit)


def busiest(window: Window, limit: int = 50) -> Question:
    """id, records, services, errors, ts, duration_ms, of the window's newest hours."""
    start = max(window.from_ts, window.to_ts - FINE_SPAN)
    return bind("busiest_traces", replace(window, from_ts=start), limit=limit)
