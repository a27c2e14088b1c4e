"""Questions behind the pages beside the same question to ClickHouse's engine, over rows that both have.

Ours are the pages' own, with rollups and filters where Longtail keeps them; the other side asks its rows, which is what
its table has without a schema designed for these pages. Where the numbers must agree, `told` says which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import traces
from dashboard.reads.search import Search
from dashboard.reads.searching import Searching, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    import polars as pl

    from dashboard.reads import Question, Window
    from sql.warehouse import Warehouse

RARE = "SKU-1149"
"""One article of the demo shop: about one record in 20,000 tells of it."""

WINDOWS = ("24h", "7d", "30d")
_PAGE = 100
_LIMIT = 50
_SECONDS = 120.0
_WORD_COLUMNS = ("message", "error_message", "error_type", "path", "route", "logger")
_ID_COLUMNS = ("trace_id", "span_id", "request_id", "user_id")

_BY_LEVEL = """
select toStartOfInterval(ts, interval {bucket} second) as bucket, level, count() as records
from logs where {within} and is_record group by bucket, level order by bucket, level
"""
_HEADLINE = """
select countIf(is_record) as records, countIf(is_record and level in ('ERROR', 'CRITICAL')) as errors,
    countIf(is_request) as requests, countIf(is_request and status >= 500) as failed,
    countIf(is_request and duration_ms >= 500) as slow,
    quantilesIf(0.5, 0.95, 0.99)(duration_ms, is_request and duration_ms is not null) as latency
from logs where {within}
"""
_TOP_ERRORS = """
select error_id, any(error_type) as type, any(error_message) as message, uniqExact(user_id) as users,
    uniqExact(service, if(request_id = '', toString(toStartOfSecond(ts)), request_id)) as occurrences,
    min(ts) as first_seen, max(ts) as last_seen
from logs where {within} and error_id != '' group by error_id order by occurrences desc limit 50
"""
_ENDPOINTS = """
select service, method, route, count() as requests, countIf(status >= 500) as failed,
    quantiles(0.5, 0.95, 0.99)(duration_ms) as latency, sum(duration_ms) as total
from logs where {within} and is_request group by service, method, route
having count() * 1000 >= (select count() from logs where {within} and is_request) order by latency[2] desc limit 50
"""
_NEWEST = "select * from logs where {within} and is_record and level = 'ERROR' order by ts desc limit 100"
_WORD = "select * from logs where is_record and ({anywhere}) order by ts desc limit 100"
_TRACE = "select * from logs where trace_id = '{id}' or request_id = '{id}' or span_id = '{id}' order by ts"


@dataclass(frozen=True, slots=True)
class Pair:
    """One question: `ours` is timed and gives its number; `theirs` is SQL, whose number is the sum of column `told`.

    An empty `told` is the number of rows.
    """

    name: str
    case: str
    ours: Callable[[Warehouse], float]
    theirs: str
    told: str = ""


def pairs(windows: dict[str, Window], ids: Sequence[str]) -> Iterator[Pair]:
    """All of them: over each of `WINDOWS`, a rare word over everything, and the rows of each trace in `ids`."""
    for case in WINDOWS:
        window = windows[case]
        within = f"ts >= {_moment(window.from_ts)} and ts < {_moment(window.to_ts)}"
        bucket = int(window.bucket.total_seconds())
        for name, read, theirs, told in (
            ("records by level over time", reads.records_by_level, _BY_LEVEL, "records"),
            ("headline with p50, p95, p99", reads.headline, _HEADLINE, "records"),
            ("top errors", partial(reads.top_errors, limit=_LIMIT), _TOP_ERRORS, ""),
            ("slowest endpoints", partial(reads.slowest_endpoints, limit=_LIMIT), _ENDPOINTS, "requests"),
        ):
            ours = partial(_asked, read(window), told)
            yield Pair(name, case, ours, theirs.format(within=within, bucket=bucket), told)
        errors = Search(replace(window, levels=("ERROR",)))
        yield Pair("newest 100 errors", case, partial(_page, errors), _NEWEST.format(within=within))
    anywhere = [f"positionCaseInsensitive({column}, '{RARE}') > 0" for column in _WORD_COLUMNS]
    anywhere += [f"{column} = '{RARE}'" for column in _ID_COLUMNS]
    rare = Search(windows["all"], RARE)
    yield Pair("newest 100 with a rare word", "all", partial(_page, rare), _WORD.format(anywhere=" or ".join(anywhere)))
    for number, one in enumerate(ids):
        yield Pair("all rows of a trace", str(number), partial(_trace, one), _TRACE.format(id=one))


def _asked(question: Question, told: str, warehouse: Warehouse) -> float:
    rows: pl.DataFrame = reads.run(warehouse, question)
    return float(rows[told].sum()) if told else rows.height


def _page(search: Search, warehouse: Warehouse) -> float:
    found = Searching(warehouse, Wanted(search, _PAGE, counting=False)).start().wait(_SECONDS)
    return 0 if found.rows is None else found.rows.height


def _trace(one: str, warehouse: Warehouse) -> float:
    found = traces.find_id(warehouse, one)
    if found is None:
        return 0
    reads.run(warehouse, traces.records(found))
    return found.records


def _moment(moment: datetime) -> str:
    return f"toDateTime64('{moment.isoformat(sep=' ')}', 6, 'UTC')"
