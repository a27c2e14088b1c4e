"""The questions of pages, API and reports, typed: a query of sql/queries and its parameters.

A `Question` is a value: it can be run, cached by what it says, and shown to the person who wants to see its SQL.
What several pages ask stands here, what one page asks in a module beside. Nothing here knows Streamlit.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import duckdb
import polars as pl

from dashboard.reads.moments import EARLIEST, LATEST, earlier, later
from dashboard.results.query_times import timed
from sql import catalog
from sql import search as search_language
from sql.errors import QueryError, QueryTimeoutError
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

Value: TypeAlias = "str | int | float | bool | datetime | tuple[str, ...] | None"
Subset: TypeAlias = Literal["records", "requests", "failed", "slow", "errors"]
FILTERS = ("services", "sources", "levels", "routes", "hosts")
FINE_SPAN = timedelta(hours=6)
"""Up to this span the records themselves are asked, beyond it the hourly rollup."""

HOURLY_SPAN = timedelta(hours=2)
"""From this span on, questions without buckets shorter than an hour take whole hours from the rollup."""

MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without saying so)
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time with filters.

    `from_ts` (inclusive) and `to_ts` (exclusive) are UTC without a zone, on multiples of `bucket` where a page made
    them. A filter of None lets everything through; the empty string in a filter stands for records without a value.
    `timezone` is the viewer's IANA zone. `origin` is a moment on which a bucket begins (local midnight, in UTC).
    `from_records` says whether the records are asked and not the rollup, where the bucket does not already say so.
    """

    from_ts: datetime
    to_ts: datetime
    services: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    routes: tuple[str, ...] | None = None
    hosts: tuple[str, ...] | None = None
    timezone: str = "UTC"
    bucket: timedelta = timedelta(hours=1)
    origin: datetime = MONDAY
    from_records: bool | None = None

    @property
    def span(self) -> timedelta:
        """The length of the window."""
        return self.to_ts - self.from_ts

    @property
    def fine(self) -> bool:
        """Whether the hourly rollup is too coarse for this window's buckets."""
        return self.bucket < timedelta(hours=1) if self.from_records is None else self.from_records

    @property
    def coarse(self) -> bool:
        """Whether six hours of UTC never lie in two buckets, so that a rollup of six hours can tell."""
        grain = timedelta(hours=6)
        is_one_bucket = self.bucket == self.span and self.origin == self.from_ts
        return is_one_bucket or (self.bucket % grain == timedelta(0) and (self.origin - MONDAY) % grain == timedelta(0))

    def whole(self) -> Window:
        """The same window as one bucket."""
        return replace(self, bucket=self.span, origin=self.from_ts, from_records=self.fine)

    def hourly(self) -> Window:
        """The same window for what tells no hours apart: whole hours from the rollup, the rest from the records."""
        return replace(self, from_records=self.fine and self.span < HOURLY_SPAN)

    def series(self) -> Window:
        """The same window for a metric over time: `hourly` where it is one bucket."""
        return self.hourly() if self.bucket == self.span else self

    def shifted(self, by: timedelta) -> Window:
        """The same window, earlier by `by`."""
        return replace(self, from_ts=earlier(self.from_ts, by), to_ts=earlier(self.to_ts, by))

    def before(self) -> Window:
        """The window of the same length right before this one; of a moment where there is no time before."""
        window = self.shifted(self.span)
        return replace(window, to_ts=max(window.to_ts, later(window.from_ts, timedelta(microseconds=1))))

    def complete(self, now: datetime) -> Window:
        """The part whose buckets are over at `now` (UTC without a zone), so that it compares fairly with another."""
        if self.to_ts <= now:
            return self
        whole = (now - self.from_ts) // self.bucket
        return replace(self, to_ts=self.from_ts + max(1, whole) * self.bucket)


@dataclass(frozen=True, slots=True)
class Question:
    """A query of sql/queries and its parameters; `search` is a text in the search language, if it takes one."""

    query: str
    parameters: tuple[tuple[str, Value], ...] = ()
    search: str = ""

    @property
    def title(self) -> str:
        """What the query's header calls it."""
        return catalog.query(self.query).title

    @property
    def text(self) -> str:
        """The query's statement, with `$name` where a parameter goes; raises `SearchError` for an invalid search."""
        return search_language.within(catalog.query(self.query).body, self.search).sql

    @property
    def values(self) -> tuple[tuple[str, Value], ...]:
        """All parameters that the statement names, those of the search too."""
        return self.parameters + search_language.within("", self.search).parameters


def utc_now() -> datetime:
    """Now, as the warehouse writes time: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Stop:
    """Lets another thread give up a question that is being asked, and all that would follow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursor: DuckDBPyConnection | None = None
        self.asked = False

    def ask(self) -> None:
        """Interrupt the running question, and let no other begin."""
        with self._lock:
            self.asked = True
            if self._cursor is not None:
                self._cursor.interrupt()

    @contextmanager
    def over(self, cursor: DuckDBPyConnection) -> Iterator[None]:
        """While a question runs on `cursor`; raises `StoppedError` at once where it was stopped before."""
        with self._lock:
            if self.asked:
                raise StoppedError
            self._cursor = cursor
        try:
            yield
        finally:
            with self._lock:
                self._cursor = None


class StoppedError(QueryError):
    """Somebody gave the question up."""

    def __init__(self) -> None:
        super().__init__("The search was stopped.")


def run(
    warehouse: Warehouse,
    question: Question,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    stop: Stop | None = None,
    within_time: bool = True,
) -> pl.DataFrame:
    """Ask `question` and give its rows; `within_time` brings moments into the years 1 to 9999, which Python knows.

    Raises `QueryError` (one sentence) where DuckDB refuses it, `QueryTimeoutError` where it takes longer than
    `timeout_seconds`; `StoppedError` where `stop` was asked for.
    """
    with warehouse.reader() as cursor:
        rows = with_room(lambda: _asked(cursor, question, timeout_seconds, stop or Stop()))
    return _within_time(rows) if within_time else rows


@contextmanager
def snapshot(
    warehouse: Warehouse, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Iterator[Callable[[Question], pl.DataFrame]]:
    """A way to ask several questions of one moment, whatever is written meanwhile; it raises as `run`."""
    with warehouse.reader() as cursor:
        cursor.execute("begin transaction read only")
        yield lambda question: _within_time(_asked(cursor, question, timeout_seconds, Stop()))


def _asked(cursor: DuckDBPyConnection, question: Question, timeout_seconds: float, stop: Stop) -> pl.DataFrame:
    bound = {name: list(value) if isinstance(value, tuple) else value for name, value in question.values}
    try:
        with timed(question.query), stop.over(cursor), _time_limit(cursor, timeout_seconds):
            return cursor.execute(question.text, bound).pl()
    except duckdb.InterruptException as error:
        if stop.asked:
            raise StoppedError from error
        sentence = f"{question.title}: no answer within {timeout_seconds:.0f} s; choose a shorter time range."
        raise QueryTimeoutError(sentence) from error
    except duckdb.Error as error:
        sentence = f"{question.title}: {str(error).splitlines()[0]}"
        raise QueryError(sentence) from error


def _within_time(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with moments that Python knows, where a record's clock was wrong by thousands of years."""
    moments = [name for name, kind in frame.schema.items() if kind == pl.Datetime]
    return frame.with_columns(pl.col(moments).clip(EARLIEST, LATEST)) if moments else frame


@contextmanager
def _time_limit(cursor: DuckDBPyConnection, seconds: float) -> Iterator[None]:
    alarm = threading.Timer(seconds, cursor.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def bind(query: str, window: Window | None = None, **more: Value) -> Question:
    """A question: its parameters come from the window and from `more`, as the query's header names them."""
    offered: dict[str, Value] = dict(more)
    if window is not None:
        offered |= {
            "fine": window.fine,
            "coarse": window.coarse,
            "from_ts": window.from_ts,
            "to_ts": window.to_ts,
            "timezone": window.timezone,
            "bucket_seconds": int(window.bucket.total_seconds()),
            "origin": window.origin,
        }
        offered |= {name: getattr(window, name) for name in FILTERS}
    return Question(query, tuple((name, offered[name]) for name in catalog.query(query).parameters))


def data_range() -> Question:
    """first_ts, last_ts, records, streams: one row."""
    return bind("data_range")


def filter_values(window: Window, limit: int = 200) -> Question:
    """Dimension (service, source, level, route, host), value, records; most frequent first, whatever is filtered."""
    return bind("filter_values", window, limit=limit)


def headline(window: Window) -> Question:
    """One row: records, errors, requests, failed_requests, slow_requests, error_rate (0..1), p50_ms, p95_ms, p99_ms."""
    return bind("headline", window.hourly())


def headline_series(window: Window) -> Question:
    """bucket, records, requests, failed_requests, slow_requests, error_rate, p95_ms."""
    return bind("headline_series", window)


def open_errors(window: Window) -> Question:
    """One row: error_groups, occurrences, new_groups (first seen in the window)."""
    return bind("open_errors", window)


def open_errors_series(window: Window) -> Question:
    """bucket, error_groups, occurrences."""
    return bind("open_errors_series", window)


def records_by_level(window: Window) -> Question:
    """bucket, level, records; an event in several files counts once."""
    return bind("records_by_level", window)


def top_errors(window: Window, limit: int = 50) -> Question:
    """Error groups of the window with a trend (occurrences per bucket, from the window's first bucket to its last)."""
    return bind("top_errors", window, show="all", text="", sort="count", limit=limit)


def slowest_endpoints(window: Window, limit: int = 50) -> Question:
    """Endpoints by p95: requests, failed_requests, error_rate, p50/p95/p99_ms, slow_requests, share_of_time (0..1)."""
    return bind("slowest_endpoints", window.hourly(), limit=limit)


def freshness(window: Window) -> Question:
    """service, source, records, last_ts, last_read_at, files, lag_bytes; over everything that is stored."""
    return bind("freshness", window)


def trend(window: Window, split: str, *, requests_only: bool, limit: int) -> Question:
    """bucket, rank, series, records, requests, failed_requests, slow_requests, error_rate, slow_share."""
    return bind("trend", window.series(), split=split, requests_only=requests_only, limit=limit)


def trend_latency(window: Window, split: str, *, limit: int) -> Question:
    """bucket, rank, series, requests, p50_ms, p95_ms, p99_ms."""
    return bind("trend_latency", window.series(), split=split, limit=limit)


def trend_users(window: Window, split: str, *, limit: int) -> Question:
    """bucket, rank, series, users."""
    window = window.series()
    return bind("trend_users_counted" if window.fine else "trend_users", window, split=split, limit=limit)


def heat_map(window: Window) -> Question:
    """Weekday (1 Monday), hour_of_day, hours, records, requests, error_rate, slow_share."""
    return bind("heat_map", window)


def heat_map_latency(window: Window) -> Question:
    """weekday, hour_of_day, p50_ms, p95_ms, p99_ms."""
    return bind("heat_map_latency", window)


def heat_map_users(window: Window) -> Question:
    """weekday, hour_of_day, users."""
    return bind("heat_map_users", window)


def ledger(window: Window, states: tuple[str, ...] | None = None, limit: int = 1000) -> Question:
    """One row per file, newest first."""
    return bind("ledger", window, states=states, limit=limit)


def ledger_totals(window: Window) -> Question:
    """One row: files, lines, row_lines, rows, rejected, blank, unaccounted, size, bytes_read, lag_bytes, gap_bytes."""
    return bind("ledger_totals", window)


def file_states(window: Window) -> Question:
    """state, files, lag_bytes."""
    return bind("file_states", window)


def known_gaps(window: Window, limit: int = 200) -> Question:
    """path, state, gap_bytes, possible_duplicates, what, last_read_at."""
    return bind("known_gaps", window, limit=limit)


def stream_copies(window: Window) -> Question:
    """service, source, records, copies, copy_share, counts: how much of each stream is found in others."""
    return bind("stream_copies", window)


def told_zones(window: Window) -> Question:
    """service, source, zone, files, last_ts: streams whose zone the write time of their files told."""
    return bind("told_zones", window)


def unread_streams(window: Window) -> Question:
    """service, source, unread, stored, share: streams whose lines are mostly rejected."""
    return bind("unread_streams", window)


def unread_lines(source: str, service: str | None) -> Question:
    """file_id, line_number, raw: the newest lines of a stream that are in no known format."""
    return Question("unread_lines", (("source", source), ("service", service)))


def untimed_streams(window: Window) -> Question:
    """service, source, records, is_from_file, key, example, remedy: streams whose newest records lack a time."""
    return bind("untimed_streams", window)


def throughput(window: Window) -> Question:
    """bucket, source, records: every file's rows, by the time the records carry."""
    return bind("throughput", window)


def reject_reasons(window: Window) -> Question:
    """reason, rejects, files, last_rejected_at."""
    return bind("reject_reasons", window)


def rejects(window: Window, limit: int = 200) -> Question:
    """rejected_at, path, line_number, byte_offset, reason, bytes, raw (the first 2,000 bytes, as they are)."""
    return bind("newest_rejects", window, limit=limit)


def rows(window: Window, subset: Subset = "records", error_id: str | None = None, limit: int = 100) -> Question:
    """The newest records of a window: all of them, or only requests, failed or slow ones, or errors."""
    return bind("rows", window, subset=subset, error_id=error_id, limit=limit)
