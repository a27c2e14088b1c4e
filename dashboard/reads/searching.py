"""A search goes back through time in slices, newest first, until the page is full. Then it counts the rest.

It runs in a thread of its own, so that a page shows what is there, how far the search has come, and can stop it. The
first slice is small and each one after it larger, by how much the last one found: the newest rows come fast whatever
the range. A search that nobody looks at any more gives up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from dashboard import reads
from dashboard.reads import search as searches
from dashboard.reads.moments import EARLIEST, LATEST, earlier, later
from dashboard.reads.search import Cursor, Place, Search
from sql.errors import LongtailError, QueryError, QueryTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_log = logging.getLogger(__name__)
_Slice: TypeAlias = "tuple[datetime, datetime]"
_FIRST_ROWS = 150_000
"""Records in the first slice, about: little more than DuckDB reads for one of them."""

_FIRST_ROWS_OF_TEXT = 500_000
"""The same where a text is looked for, which most records do not have: planning a slice takes as long as reading it."""

_MOST_ROWS = 1_500_000
"""Records in the longest slice, about: few enough to show progress and to stop, and work for all cores."""

_MOST_ROWS_FILTERED = 6_000_000
"""The same where there are only filters, which are read much faster than text."""

_LEAST_SPAN = timedelta(seconds=1)
_LONGEST_SECONDS = (LATEST - EARLIEST).total_seconds()
_FACETS_FROM = 50_000
"""Found records after which the values of fields are not counted any further."""

_ABANDONED_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The goal of a search: a page of `limit` rows after `after`, and counts, if `counting`."""

    search: Search
    limit: int = 100
    after: Cursor | None = None
    attribute: str = ""
    counting: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """How far a search has come. `rows` are whole once `is_page_full`; `records` counts back to `counted_to`."""

    rows: pl.DataFrame | None = None
    is_page_full: bool = False
    has_more: bool = False
    searched_to: datetime | None = None
    levels: tuple[tuple[datetime, str, int], ...] = ()
    records: int = 0
    counted_to: datetime | None = None
    facets: tuple[tuple[str, str, int], ...] = ()
    facets_of: int = 0
    facets_to: datetime | None = None
    progress: float = 0.0
    is_done: bool = False
    was_stopped: bool = False
    problem: str | None = None
    seconds: float = 0.0

    @property
    def next(self) -> Cursor | None:
        """Where the page after this one goes on."""
        if self.rows is None or self.rows.is_empty() or not self.has_more:
            return None
        last = self.rows.row(-1, named=True)
        return Cursor(last["ts"], Place(last["file_id"], last["byte_offset"], last["record_index"]))


@dataclass(slots=True)
class _Counts:
    levels: Counter[tuple[datetime, str]] = field(default_factory=Counter)
    facets: Counter[tuple[str, str]] = field(default_factory=Counter)
    facets_of: int = 0


class Searching:
    """One search that runs; `found` may be read at any time."""

    def __init__(self, warehouse: Warehouse, wanted: Wanted, *, timeout_seconds: float = reads.TIMEOUT_SECONDS) -> None:
        self.wanted = wanted
        self.found = Found()
        self._warehouse = warehouse
        self._timeout_seconds = timeout_seconds
        self._stop = reads.Stop()
        self._page = threading.Event()
        self._end = threading.Event()
        self._looked_at = time.monotonic()
        self._slices: list[tuple[_Slice, int]] = []
        self._thread = threading.Thread(target=self._run, name="search")

    def start(self) -> Searching:
        """Begin."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop; rows found so far stay."""
        self._stop.ask()

    def found_within(self, seconds: float = 0.0) -> Found:
        """The rows found so far; waits at most `seconds` for a full page. Keeps the search alive."""
        self._looked_at = time.monotonic()
        self._page.wait(seconds)
        return self.found

    def wait(self, seconds: float) -> Found:
        """What is found once the search is done, or after `seconds`."""
        self._looked_at = time.monotonic()
        self._end.wait(seconds)
        return self.found

    def _run(self) -> None:
        started = time.monotonic()
        problem = None
        try:
            self._find()
        except reads.StoppedError:
            self._tell(was_stopped=True)
        except LongtailError as error:
            problem = str(error)
        except Exception:  # noqa: BLE001 (whatever went wrong in the thread, the page has to say so)
            _log.exception("A search failed")
            problem = "The search failed; the server's log says why."
        finally:
            done = problem is None and not self.found.was_stopped
            self._tell(
                is_done=True,
                problem=problem,
                seconds=time.monotonic() - started,
                progress=1.0 if done else self.found.progress,
            )
            self._page.set()
            self._end.set()

    def _tell(self, **changes: object) -> None:
        self.found = replace(self.found, **changes)  # type: ignore[arg-type]

    def _ask(self, question: reads.Question) -> pl.DataFrame:
        if time.monotonic() - self._looked_at > _ABANDONED_SECONDS:
            self._stop.ask()
        return reads.run(self._warehouse, question, timeout_seconds=self._timeout_seconds, stop=self._stop)

    def _find(self) -> None:
        spread = self._spread()
        if spread is None:
            self._tell(rows=pl.DataFrame(), is_page_full=True)
            return
        (first, last), density = spread
        self._fill_page(first, last, density)
        self._page.set()
        if self.wanted.counting:
            self._count(first, last, density)

    def _spread(self) -> tuple[_Slice, float] | None:
        """The part of the window with data, and records per second there; None without data."""
        data = self._ask(reads.data_range()).row(0, named=True)
        if not data["records"]:
            return None
        window = self.wanted.search.window
        first = max(window.from_ts, data["first_ts"])
        last = min(window.to_ts, later(data["last_ts"], timedelta(microseconds=1)))
        whole = (data["last_ts"] - data["first_ts"]).total_seconds()
        return ((first, last), data["records"] / max(whole, 1.0)) if first < last else None

    def _fill_page(self, first: datetime, last: datetime, density: float) -> None:
        wanted = self.wanted
        has_text = bool(wanted.search.text.strip())
        rows = (_FIRST_ROWS_OF_TEXT, _MOST_ROWS) if has_text else (_FIRST_ROWS, _MOST_ROWS_FILTERED)
        span, most = (_time_of(number, density) for number in rows)
        pages: list[pl.DataFrame] = []
        got, end = 0, last
        if wanted.after is not None:
            end = min(end, later(wanted.after.ts, timedelta(microseconds=1)))
        while end > first and got <= wanted.limit:
            start = max(first, earlier(end, max(span, _LEAST_SPAN)))
            # one row more than the page has tells whether there is another page
            question = searches.rows(wanted.search.within(start, end), wanted.limit + 1 - got, wanted.after)
            page = self._ask(question)
            pages.append(page)
            if wanted.after is None:
                self._slices.append(((start, end), page.height))
            got += page.height
            end = start
            self._tell(
                rows=pl.concat(pages).head(wanted.limit),
                searched_to=end,
                progress=self._share(first, last, end) * (1.0 if has_text else 0.0),
            )
            span = min(span * _growth(page.height, wanted.limit + 1 - got), most)
        self._tell(
            rows=pl.concat(pages).head(wanted.limit), is_page_full=True, has_more=got > wanted.limit, searched_to=end
        )

    @staticmethod
    def _share(first: datetime, last: datetime, reached: datetime) -> float:
        return (last - reached) / (last - first) if last > first else 1.0

    def _count(self, first: datetime, last: datetime, density: float) -> None:
        """Count levels over time and values of fields; where nothing is searched for, the rollup has the levels."""
        wanted = self.wanted
        has_text = bool(wanted.search.text.strip())
        counts = _Counts()
        if not has_text:
            for bucket, level, records in self._ask(searches.levels(wanted.search)).iter_rows():
                counts.levels[bucket, level] += records
            self._tell_counts(counts, counted_to=first)
        for (start, end), found in self._counting_slices(first, last, density):
            if found != 0:
                self._count_slice(counts, wanted.search.within(start, end), has_text=has_text)
            if has_text:
                self._tell_counts(counts, counted_to=start, progress=self._share(first, last, start))
            elif counts.facets_of >= _FACETS_FROM:
                break
        self._tell_counts(counts)

    def _count_slice(self, counts: _Counts, part: Search, *, has_text: bool) -> None:
        if counts.facets_of < _FACETS_FROM:
            for dimension, value, bucket, records in self._ask(
                searches.facets(part, self.wanted.attribute, limit=1_000)
            ).iter_rows():
                counts.facets[dimension, value] += records
                if dimension == "level":
                    counts.facets_of += records
                    if has_text:
                        counts.levels[bucket, value] += records
            self._tell(facets_to=part.window.from_ts)
        else:
            for bucket, level, records in self._ask(searches.levels(part)).iter_rows():
                counts.levels[bucket, level] += records

    def _counting_slices(self, first: datetime, last: datetime, density: float) -> Iterator[tuple[_Slice, int | None]]:
        """The slices that filled the page, then longer ones with unknown rows."""
        yield from self._slices
        end = self._slices[-1][0][0] if self._slices else last
        span, most = (_time_of(rows, density) for rows in (_FIRST_ROWS, _MOST_ROWS))
        while end > first:
            start = max(first, earlier(end, max(span, _LEAST_SPAN)))
            yield (start, end), None
            end, span = start, min(span * 4, most)

    def _tell_counts(self, counts: _Counts, **more: object) -> None:
        self._tell(
            levels=tuple((bucket, level, n) for (bucket, level), n in sorted(counts.levels.items())),
            records=counts.levels.total(),
            facets=tuple((name, value, n) for (name, value), n in counts.facets.most_common()),
            facets_of=counts.facets_of,
            **more,
        )


def _time_of(rows: int, density: float) -> timedelta:
    """How long so many records take, and not longer than time is, so that it can be made longer."""
    return timedelta(seconds=min(rows / density, _LONGEST_SECONDS))


def _growth(found: int, missing: int) -> float:
    """How much longer the next slice is than this one, which found `found` and leaves `missing`."""
    if not found:
        return 4.0
    return min(max(1.3 * missing / found, 1.0), 8.0)


def find(warehouse: Warehouse, wanted: Wanted, *, seconds: float) -> Found:
    """Search and wait for the page of rows, at most `seconds`: for those that do not watch.

    Raises `QueryError` where the search fails, `QueryTimeoutError` where it takes longer.
    """
    searching = Searching(warehouse, replace(wanted, counting=False), timeout_seconds=seconds).start()
    found = searching.wait(seconds)
    if not found.is_done:
        searching.stop()
        raise QueryTimeoutError(f"The search took longer than {seconds:g} s: choose a shorter range or ask for more.")
    if found.problem is not None:
        raise QueryError(found.problem)
    return found
