"""Every query of the pages, given and expected: one small scenario, what each question answers about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, requests, sql_text
from sql import catalog
from sql.errors import QueryError
from tests.dashboard import asking
from tests.sql.given import at, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"))
FINE = replace(WINDOW, bucket=timedelta(minutes=5))

_GET = {
    "method": "GET",
    "path": "/a",
    "route": "/a",
    "status": 200,
    "duration_ms": 100.0,
    "level": "INFO",
    "host": "h1",
}
_PAY = {"method": "POST", "path": "/pay", "route": "/pay", "status": 500, "duration_ms": 900.0, "host": "h2"}
_BUG = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "error_id": "e1", "trace_id": "t1"}
GIVEN = [
    record("10:00:10", "access", **_GET, user_id="u1", line=1),
    record("10:01:10", "access", **_GET, user_id="u2", line=2),
    record("10:20:00", "access", **_PAY, level="ERROR", user_id="u1", trace_id="t1", line=3),
    record("10:20:00", "slow_requests", **_PAY, level="WARNING", user_id="u1", trace_id="t1", file_id=2),
    record("10:20:00", "app", **_BUG, host="h2", user_id="u1", file_id=3, line=1),
    record("10:20:00", "error", **_BUG, host="h2", user_id="u1", file_id=4),
    record("11:30:00", "app", level="WARNING", message="cart is stale", file_id=3, line=2),
    record("11:45:00", "access", None, method="GET", path="/", route="/", status=404, duration_ms=10.0, file_id=5),
]
MORE = (
    """
    insert into files (
        file_id, path, source, service, state, compression, device, inode, head_length, head_hash, tail_length,
        tail_hash, content_crc, size, bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates,
        first_ts, last_ts, gap, gap_bytes, note, zone, modified_at, first_seen_at, last_read_at
    )
    select
        file_id, path, source, service, state, null, null, null, 0, '', 0, '', 0, size, bytes_read, lines, rows, rows,
        rejected, blank, 0, null, null, gap, gap_bytes, null, zone, null, first_seen_at, last_read_at
    from (
        values
            (1, 'logs/access.log', 'access', 'shop', 'live', 400, 300, 3, 3, 0, 0, null, 0, 'UTC',
                timestamp '2026-11-20 10:00:00', timestamp '2026-11-20 11:00:00'),
            (3, 'logs/app.log', 'app', 'shop', 'finished', 500, 500, 6, 2, 2, 1, 'bytes 10 to 20 are gone', 10,
                '+02:00', timestamp '2026-11-20 10:00:00', timestamp '2026-11-20 12:00:00')
    ) as given(
        file_id, path, source, service, state, size, bytes_read, lines, rows, rejected, blank, gap, gap_bytes, zone,
        first_seen_at, last_read_at
    )
    """,
    r"""
    insert into rejects values
        (3, 3, 300, 'not JSON', '<b>hm</b>'::blob, timestamp '2026-11-20 12:00:00'),
        (3, 4, 310, 'not JSON', '\xFF'::blob, timestamp '2026-11-20 12:00:01')
    """,
)

HOUR_10, HOUR_11 = at("10:00:00"), at("11:00:00")
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "data_range": (reads.data_range, [(at("10:00:10"), at("11:45:00"), 8, 5)]),
    "filter_values": (
        lambda: reads.filter_values(WINDOW, limit=2),
        [
            ("host", "h2", 4),
            ("host", "", 2),
            ("level", "ERROR", 3),
            ("level", "INFO", 2),
            ("route", "", 3),
            ("route", "/a", 2),
            ("service", "shop", 7),
            ("service", "", 1),
            ("source", "access", 4),
            ("source", "app", 2),
        ],
    ),
    "headline": (lambda: reads.headline(WINDOW), [(6, 2, 4, 1, 1, 0.25, 100, 900, 900)]),
    "headline_series": (
        lambda: reads.headline_series(WINDOW),
        [(HOUR_10, 4, 3, 1, 1, 1 / 3, 900), (HOUR_11, 2, 1, 0, 0, 0.0, 10)],
    ),
    "open_errors": (lambda: reads.open_errors(WINDOW), [(1, 1, 1)]),
    "open_errors_series": (lambda: reads.open_errors_series(WINDOW), [(HOUR_10, 1, 1)]),
    "records_by_level": (
        lambda: reads.records_by_level(WINDOW),
        [(HOUR_10, "ERROR", 2), (HOUR_10, "INFO", 2), (HOUR_11, "", 1), (HOUR_11, "WARNING", 1)],
    ),
    "lines_by_level": (
        lambda: reads.bind("lines_by_level", WINDOW),
        [
            (HOUR_10, "ERROR", 3),
            (HOUR_10, "INFO", 2),
            (HOUR_10, "WARNING", 1),
            (HOUR_11, "", 1),
            (HOUR_11, "WARNING", 1),
        ],
    ),
    "top_errors": (
        lambda: reads.top_errors(WINDOW),
        [
            ("e1", "PayError", "declined", "shop", 1, "open", True, 1, 1, at("10:20:00"), at("10:20:00"), [1, 0], 1),
        ],
    ),
    "slowest_endpoints": (
        lambda: reads.slowest_endpoints(WINDOW),
        [
            ("shop", "POST", "/pay", 1, 1, 1.0, 900, 900, 900, 1, 900 / 1110),
            ("shop", "GET", "/a", 2, 0, 0.0, 100, 100, 100, 0, 200 / 1110),
            (None, "GET", "/", 1, 0, 0.0, 10, 10, 10, 0, 10 / 1110),
        ],
    ),
    "trend": (
        lambda: reads.trend(WINDOW, "route", requests_only=True, limit=1),
        [
            (HOUR_10, 0, "other", 1, 1, 1, 1, 1.0, 1.0),
            (HOUR_10, 1, "/a", 2, 2, 0, 0, 0.0, 0.0),
            (HOUR_11, 0, "other", 1, 1, 0, 0, 0.0, 0.0),
        ],
    ),
    "trend_latency": (
        lambda: reads.trend_latency(WINDOW, "status", limit=2),
        [
            (HOUR_10, 0, "other", 1, 900, 900, 900),
            (HOUR_10, 1, "2xx", 2, 100, 100, 100),
            (HOUR_11, 2, "4xx", 1, 10, 10, 10),
        ],
    ),
    "trend_users": (
        lambda: reads.trend_users(WINDOW, "none", limit=7),
        [(HOUR_10, 1, "all", 2)],
    ),
    "trend_users_counted": (
        lambda: reads.trend_users(FINE, "route", limit=1),
        [(HOUR_10, 1, "/a", 2), (at("10:20:00"), 0, "other", 1)],
    ),
    "heat_map": (
        lambda: reads.heat_map(replace(WINDOW, timezone="Europe/Berlin")),
        [(5, 11, 1, 4.0, 3.0, 1 / 3, 1 / 3), (5, 12, 1, 2.0, 1.0, 0.0, 0.0)],
    ),
    "heat_map_latency": (lambda: reads.heat_map_latency(WINDOW), [(5, 10, 100, 900, 900), (5, 11, 10, 10, 10)]),
    "heat_map_users": (lambda: reads.heat_map_users(WINDOW), [(5, 10, 2.0)]),
    "throughput": (
        lambda: reads.throughput(WINDOW),
        [
            (HOUR_10, "access", 3),
            (HOUR_10, "app", 1),
            (HOUR_10, "error", 1),
            (HOUR_10, "slow_requests", 1),
            (HOUR_11, "access", 1),
            (HOUR_11, "app", 1),
        ],
    ),
    "freshness": (
        lambda: reads.freshness(replace(WINDOW, sources=("access",))),
        [(None, "access", 1, at("11:45:00"), None, 0, 0), ("shop", "access", 3, at("10:20:00"), HOUR_11, 1, 100)],
    ),
    "ledger": (
        lambda: reads.ledger(WINDOW, states=("live",)),
        [
            (
                *(1, "logs/access.log", "shop", "access", "live", None, 400, 300, 100, 3, 3, 3, 0, 0, True, 0),
                *(0, 0, 0, 0, 0),
                *(None, None, None, 0, None, HOUR_10, HOUR_11),
            )
        ],
    ),
    "ledger_totals": (
        lambda: reads.ledger_totals(WINDOW),
        [(2, 9, 5, 5, 2, 1, 1, 900, 800, 100, 10, 1, 0, 0, 0, 0, 0, 0, at("12:00:00"))],
    ),
    "file_states": (lambda: reads.file_states(WINDOW), [("finished", 1, 0), ("live", 1, 100)]),
    "known_gaps": (
        lambda: reads.known_gaps(WINDOW),
        [("logs/app.log", "finished", 10, 0, "bytes 10 to 20 are gone", at("12:00:00"))],
    ),
    "told_zones": (lambda: reads.told_zones(WINDOW), [("shop", "app", "+02:00", 1, None)]),
    "stream_copies": (
        lambda: reads.stream_copies(WINDOW),
        [
            ("shop", "error", 1, 1, 1.0, "once"),
            ("shop", "slow_requests", 1, 1, 1.0, "once"),
            ("shop", "access", 3, 0, 0.0, "once"),
            ("shop", "app", 2, 0, 0.0, "once"),
        ],
    ),
    "unread_streams": (lambda: reads.unread_streams(WINDOW), []),
    "unread_lines": (lambda: reads.unread_lines("app", "shop"), [(3, 4, b"\xff"), (3, 3, b"<b>hm</b>")]),
    "reject_reasons": (lambda: reads.reject_reasons(WINDOW), [("not JSON", 2, 1, at("12:00:01"))]),
    "newest_rejects": (
        lambda: reads.rejects(WINDOW),
        [
            (at("12:00:01"), "logs/app.log", 4, 310, "not JSON", 1, b"\xff"),
            (at("12:00:00"), "logs/app.log", 3, 300, "not JSON", 9, b"<b>hm</b>"),
        ],
    ),
    "rows": (
        lambda: reads.rows(WINDOW, "slow"),
        [
            (
                at("10:20:00"),
                "ERROR",
                "shop",
                "access",
                None,
                "POST",
                "/pay",
                500,
                900.0,
                None,
                "u1",
                "t1",
                "h2",
                None,
                1,
                3,
            ),
        ],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN, MORE) as target:
        yield target


def test_every_query_has_a_case() -> None:
    """A query without an expectation fails here; those that API and checks ask are tested with what asks them."""
    elsewhere = {name for name in catalog.objects("queries") if name.startswith("api_")} | {
        "ledger_proof",
        "schema_objects",
    }
    modules = [import_module(f"{__package__}.{path.stem}") for path in Path(__file__).parent.glob("test_reads*.py")]
    assert set(catalog.objects("queries")) - elsewhere == {name for module in modules for name in module.CASES}


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected (durations within the 1 % of their buckets)."""
    ask, expected = CASES[name]
    assert asking.close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows, with its parameters written in, runs and answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question, without an error."""
    assert asking.of_nothing(CASES[name][0]()).height <= 1


@pytest.mark.parametrize(
    "ask",
    [
        reads.headline,
        lambda window: reads.headline_series(window.whole()),
        lambda window: reads.records_by_level(window.whole()),
        reads.slowest_endpoints,
        lambda window: reads.trend(window.whole(), "service", requests_only=False, limit=7),
        lambda window: reads.trend_latency(window.whole(), "host", limit=7),
        reads.heat_map,
        reads.heat_map_latency,
        lambda window: reads.throughput(window.whole()),
    ],
)
def test_records_and_rollup_agree(ask: Callable[[Window], Question], filled: Warehouse) -> None:
    """What the hourly rollup says about whole hours, the records themselves say too."""
    assert asking.close(asking.rows(filled, ask(WINDOW))) == asking.rows(filled, _from_records(ask(FINE)))


@pytest.mark.parametrize(("first", "last"), [("10:01", "12:00"), ("10:01", "11:40"), ("09:40", "11:50")])
@pytest.mark.parametrize(
    "ask",
    [
        reads.headline,
        reads.slowest_endpoints,
        lambda window: reads.trend(window.whole(), "route", requests_only=False, limit=7),
        lambda window: reads.trend_latency(window.whole(), "none", limit=7),
        lambda window: requests.headline(window, 500),
        requests.hosts,
        lambda window: requests.endpoints(window, window.before(), window.to_ts, 500),
    ],
)
def test_hours_of_a_short_window_come_from_the_rollup(
    ask: Callable[[Window], Question], first: str, last: str, filled: Warehouse
) -> None:
    """Also where it begins and ends within an hour: the same answer as from the records alone."""
    window = replace(FINE, from_ts=at(first), to_ts=at(last))
    long, short = ask(window), ask(replace(window, to_ts=window.from_ts + timedelta(minutes=90)))
    assert [("fine", window.span < reads.HOURLY_SPAN)] == [item for item in long.parameters if item[0] == "fine"]
    assert ("fine", True) in short.parameters
    from_hours = replace(long, parameters=tuple(_with_fine(long, fine=False)))
    assert asking.close(asking.rows(filled, _from_records(long)), 1e-9) == asking.rows(filled, from_hours)


@pytest.fixture(scope="module")
def crowded() -> Iterator[Warehouse]:
    """Four thousand users in four hours; every second one comes twice, every fifth visit is to another service."""
    users = [f"user-{number}" for number in range(4_000)]
    visits = [(number, user) for number, user in enumerate(users)]
    visits += [(number + 1_500, user) for number, user in visits[::2]]
    records = [
        record(
            f"{10 + place % 3_000 // 750}:{place % 750 * 60 // 750:02}:10",
            "app",
            ("shop", "api")[number % 5 == 0],
            level=("INFO", "ERROR")[place % 9 == 0],
            user_id=user,
            line=number,
        )
        for number, (place, user) in enumerate(visits)
    ]
    with asking.holding(records) as target:
        yield target


_EXACT = """
    select coalesce(service, ''), count(distinct user_id)
    from logs
    where ts >= $1
        and ts < $2
    group by all
    order by count(*) desc
"""


@pytest.mark.parametrize(
    ("first", "last", "query", "error"),
    [
        ("10:00", "14:00", "trend_users", 0.06),
        ("10:05", "13:50", "trend_users", 0.06),
        ("10:40", "12:40", "trend_users", 0.06),
        ("11:10", "12:05", "trend_users_counted", 0.0),
    ],
)
def test_users_of_a_range(first: str, last: str, query: str, error: float, crowded: Warehouse) -> None:
    """Who came more than once is one user: exactly in less than two hours, else within the error of the estimate."""
    window = replace(FINE, from_ts=at(first), to_ts=at(last)).whole()
    question = reads.trend_users(window, "service", limit=7)
    with crowded.reader() as cursor:
        exact = cursor.execute(_EXACT, [window.from_ts, window.to_ts]).fetchall()
    told = [(series, users) for _, _, series, users in asking.rows(crowded, question)]
    assert (question.query, told) == (query, [(name, pytest.approx(users, rel=error)) for name, users in exact])


def test_users_by_minutes_are_exact(crowded: Warehouse) -> None:
    """Buckets of less than an hour count each user once; what is beyond the limit counts once together."""
    rows = asking.rows(crowded, reads.trend_users(replace(FINE, to_ts=at("11:00")), "service", limit=1))
    with crowded.reader() as cursor:
        exact = cursor.execute("""
            select
                time_bucket(interval 5 minutes, ts) as bucket,
                case when service = 'shop' then 1 else 0 end as rank,
                case when service = 'shop' then 'shop' else 'other' end as series,
                count(distinct user_id)
            from logs
            where hour(ts) = 10
            group by all
            order by bucket, rank
        """).fetchall()
    assert (rows, len(rows)) == (exact, 24)


def _from_records(question: Question) -> Question:
    """The same question to the records themselves."""
    return replace(question, parameters=tuple(_with_fine(question, fine=True)))


def _with_fine(question: Question, *, fine: bool) -> Iterator[tuple[str, Any]]:
    for name, value in question.parameters:
        yield name, fine if name == "fine" else value


@pytest.mark.parametrize(
    ("field", "values", "records"),
    [
        ("services", ("shop",), 5),
        ("services", ("",), 1),
        ("services", ("shop", ""), 6),
        ("sources", ("slow_requests",), 1),
        ("levels", ("ERROR",), 2),
        ("levels", ("",), 1),
        ("routes", ("/a",), 2),
        ("hosts", ("h2",), 2),
        ("hosts", ("nobody",), 0),
    ],
)
@pytest.mark.parametrize("window", [WINDOW, FINE], ids=["rollup", "records"])
def test_filters(window: Window, field: str, values: tuple[str, ...], records: int, filled: Warehouse) -> None:
    """A filter keeps what it names; the empty string names records without a value; a subset stream counts if named."""
    answer = reads.run(filled, reads.headline(replace(window, **{field: values})))  # type: ignore[arg-type]
    assert records == answer["records"].item()


@pytest.mark.parametrize(
    ("subset", "lines"), [("records", 6), ("requests", 4), ("failed", 1), ("slow", 1), ("errors", 2)]
)
def test_rows_of_a_subset(subset: reads.Subset, lines: int, filled: Warehouse) -> None:
    """The rows behind a number are as many as the number says (an error stands in both of its files)."""
    assert lines == reads.run(filled, reads.rows(WINDOW, subset)).height


def test_hostile_filter_is_a_value(filled: Warehouse) -> None:
    """A filter value that looks like SQL finds nothing and breaks nothing, also in the SQL that is shown."""
    question = reads.headline(replace(WINDOW, services=("'; drop table logs; --",)))
    with filled.reader() as cursor:
        shown = cursor.execute(sql_text.runnable(question)).fetchone()
    assert (reads.run(filled, question)["records"].item(), shown[0] if shown else None) == (0, 0)


def test_error_is_one_sentence(filled: Warehouse) -> None:
    """A question that DuckDB refuses names the query in one sentence."""
    broken = replace(reads.headline(WINDOW), parameters=())
    with pytest.raises(QueryError, match=r"^Headline numbers: [^\n]+$"):
        reads.run(filled, broken)


def test_complete_leaves_the_open_bucket_out() -> None:
    """A window that reaches past now compares by its finished buckets, at least one."""
    assert [at("11:00:00"), at("12:00:00"), at("11:00:00")] == [
        WINDOW.complete(now).to_ts for now in (at("11:59:00"), at("12:00:00"), at("10:05:00"))
    ]


def test_before_is_as_long_and_ends_where_it_begins() -> None:
    """The period before."""
    before = WINDOW.before()
    assert (datetime(2026, 11, 20, 8), datetime(2026, 11, 20, 10)) == (before.from_ts, before.to_ts)  # noqa: DTZ001
