"""Every query of incidents and reports, given and expected."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, incidents
from sql import catalog
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("11:10:00"), at("11:50:00"))
BEFORE = WINDOW.before()

_GET = {"method": "GET", "path": "/a/1", "route": "/a/{id}", "status": 200, "level": "INFO", "host": "h1"}
_PAY = {"method": "POST", "path": "/pay", "route": "/pay", "status": 500, "level": "ERROR", "host": "h2"}
_BUG = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "error_id": "e1", "route": "/pay"}
GIVEN = [
    record("10:40:00", "access", **_GET, duration_ms=100.0, user_id="u1", line=1, attributes='{"version": "1"}'),
    record("10:45:00", "app", level="ERROR", error_type="OldError", error_message="old", error_id="e0", file_id=2),
    record("11:05:00", "app", message="start", file_id=2, line=2, attributes='{"version": "2"}'),
    record("11:20:00", "access", **_GET, duration_ms=200.0, user_id="u2", line=2, attributes='{"version": "2"}'),
    record("11:21:00", "access", **_PAY, duration_ms=900.0, user_id="u1", trace_id="t1", line=4),
    record(
        *("11:21:00.5", "app"),
        **_BUG,
        user_id="u1",
        trace_id="t1",
        host="h2",
        stack_trace="Traceback",
        message="payment failed",
        file_id=2,
        line=3,
        client_ip="192.0.2.1",
    ),
    record("11:40:00", "app", **_BUG, user_id="u3", trace_id="t2", file_id=2, line=4, attributes='{"version": "2"}'),
    record(
        "11:45:00", "app", level="ERROR", error_type="OldError", error_message="old", error_id="e0", file_id=2, line=5
    ),
]
_LABELS = """{"component": "redis", "probe": "cache"}"""
_TOLD = """
    insert into notifications values (
        '{key}', 'ops', '{event}', 'redis_down', 'critical', timestamp '2026-11-20 {ts}', timestamp '2026-11-20 {ts}',
        '{state}', 1, timestamp '2026-11-20 {ts}', {sent}, '200 OK',
        '{{"alerts": [{{"event": "{event}", "rule": "redis_down", "since": "2026-11-20T{since}+00:00",
            "labels": {labels}}}]}}', false
    )
"""
ALERTED = (
    *(
        f"""
        insert into alert_events by name
        select
            '{alert_id}' as alert_id, 'redis_down' as rule, map {{'probe': 'cache'}} as labels, 'critical' as severity,
            timestamp '2026-11-20 {over}' as ts, timestamp '2026-11-20 {over}' as recorded_at, 'firing' as state_before,
            'inactive' as state, 1.0 as peak, 1.0 as threshold, 'recovered' as reason,
            timestamp '2026-11-20 {fired}' - interval 1 minute as since, timestamp '2026-11-20 {fired}' as fired_at
        """
        for alert_id, fired, over in (("a", "11:20:00", "11:24:00"), ("a", "09:20:00", "09:24:00"))
    ),
    *(
        "insert into acknowledgements values ('a', timestamp '2026-11-20 11:20', 'firing', 'critical', "
        f"'{author}', '', timestamp '2026-11-20 {ts}')"
        for author, ts in (("max", "11:23"), ("eva", "11:22"))
    ),
    """
    insert into told_alerts by name
    select
        'a' as alert_id, timestamp '2026-11-20 11:20' as fired_at, 'ops' as channel, 'redis_down' as rule,
        map {'probe': 'cache', 'component': 'redis'} as labels, '' as route, '' as group_key, 'resolved' as state,
        'critical' as severity, timestamp '2026-11-20 11:19' as since, timestamp '2026-11-20 11:24' as changed_at,
        'recovered' as reason, 2 as times, false as is_flapping
    """,
    _TOLD.format(
        key="k1",
        event="firing",
        ts="11:20:10",
        since="11:19:00",
        state="sent",
        sent="timestamp '2026-11-20 11:20:12'",
        labels=_LABELS,
    ),
    _TOLD.format(
        key="k2", event="resolved", ts="11:24:13", since="11:19:00", state="failed", sent="null", labels=_LABELS
    ),
    _TOLD.format(key="k3", event="firing", ts="11:20:10", since="11:18:00", state="sent", sent="null", labels=_LABELS),
    _TOLD.format(
        key="k4", event="firing", ts="11:20:10", since="11:19:00", state="sent", sent="null", labels='{"probe": "x"}'
    ),
)
MORE = (
    *ALERTED,
    """
    insert into files (
        file_id, path, source, service, state, head_length, head_hash, tail_length, tail_hash, content_crc, size,
        bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates, first_ts, last_ts, gap, gap_bytes,
        first_seen_at
    )
    values
        (1, 'access.log', 'access', 'shop', 'live', 0, '', 0, '', 0, 500, 500, 5, 3, 3, 1, 1, 0,
            '2026-11-20 10:40:00', '2026-11-20 11:21:00', null, 0, '2026-11-20 10:00:00'),
        (2, 'app.log', 'app', 'shop', 'live', 0, '', 0, '', 0, 900, 600, 5, 5, 5, 0, 0, 0,
            '2026-11-20 10:45:00', '2026-11-20 11:45:00', 'bytes 10 to 20 are gone', 10, '2026-11-20 10:00:00')
    """,
    r"""
    insert into rejects values
        (1, 3, 300, 'not JSON', '<b>\xFF'::blob, timestamp '2026-11-20 12:00:00'),
        (1, 9, 900, 'not JSON', 'after the window'::blob, timestamp '2026-11-20 12:00:00')
    """,
    """
    insert into incidents values
        ('i1', 1, '2026-11-20 12:00:00', 'Old title', 'SEV3', 'open', '2026-11-20 11:10:00', '2026-11-20 11:50:00',
            [], '', '', [], false),
        ('i1', 2, '2026-11-20 12:05:00', 'Payments fail', 'SEV1', 'resolved', '2026-11-20 11:10:00',
            '2026-11-20 11:50:00', ['shop'], 'Ada', 'notes', [{'at': '2026-11-20 11:30:00', 'text': 'paged'}], false),
        ('i2', 1, '2026-11-20 12:00:00', 'A mistake', 'SEV3', 'open', '2026-11-20 11:10:00', '2026-11-20 11:50:00',
            [], '', '', [], true)
    """,
    """
    insert into incident_evidence values
        ('i1', '2026-11-20 12:00:00', 1, '2026-11-20 11:10:00', '2026-11-20 11:50:00', 'old'),
        ('i1', '2026-11-20 12:06:00', 1, '2026-11-20 11:10:00', '2026-11-20 11:50:00', 'new')
    """,
)
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "current_incidents": (
        incidents.current,
        [
            (
                *("i1", "Payments fail", "SEV1", "resolved", at("11:10:00"), at("11:50:00"), ["shop"], "Ada", "notes"),
                [{"at": at("11:30:00"), "text": "paged"}],
                *(at("12:00:00"), at("12:05:00"), at("12:06:00")),
            )
        ],
    ),
    "frozen_evidence": (lambda: incidents.frozen("i1"), [(at("12:06:00"), "new")]),
    "report_headline": (
        lambda: reads.bind("report_headline", WINDOW),
        [(5, 4, 2, 1, 1, 0.5, 0.5, 200, 900, 900, 500)],
    ),
    "report_series": (
        lambda: incidents.series(WINDOW, timedelta(minutes=30), from_records=True, slower_ms=150.0),
        [
            (at("11:00:00"), 3, 2, 0, 2, 1, 1, 2, 200, 900),
            (at("11:30:00"), 2, 2, 0, 0, 0, 0, 0, None, None),
        ],
    ),
    "report_affected": (
        lambda: incidents.affected(WINDOW),
        [
            (True, None, None, None, 1, 1, 1, 1, 1, *[at("11:21:00")] * 4),
            (False, "shop", "POST", "/pay", 1, 1, 1, 1, 1, *[at("11:21:00")] * 4),
        ],
    ),
    "report_endpoints": (
        lambda: incidents.endpoints(WINDOW),
        [
            ("shop", "GET", "/a/{id}", 1, 0, 0, 0.0, 200, 200),
            ("shop", "POST", "/pay", 1, 1, 1, 1.0, 900, 900),
        ],
    ),
    "report_errors": (
        lambda: incidents.errors(WINDOW, BEFORE),
        [
            (
                *("e1", "PayError", "declined", ["shop"], ["/pay"], ["h2"], 2, 0, 2),
                *(at("11:21:00.5"), at("11:40:00"), at("11:21:00.5"), True),
            ),
            (
                *("e0", "OldError", "old", ["shop"], None, None, 1, 1, 0),
                *(at("11:45:00"), at("11:45:00"), at("10:45:00"), False),
            ),
        ],
    ),
    "report_error_samples": (
        lambda: incidents.error_samples(WINDOW, ("e1",), per_group=1),
        [
            (
                *("e1", 1, at("11:21:00.5"), "shop", "h2", "payment failed", "declined", "Traceback"),
                *(None, None, "t1", None, "u1", "192.0.2.1"),
            )
        ],
    ),
    "report_slowest": (
        lambda: incidents.slowest(WINDOW, 1),
        [(at("11:21:00"), 900, "shop", "h2", "POST", "/pay", "/pay", 500, "t1", None, "u1", None)],
    ),
    "report_traces": (
        lambda: incidents.traces(WINDOW, ("t1",)),
        [
            ("t1", at("11:21:00"), "shop", "access", "h2", "ERROR", "POST", "/pay", 500, 900, None, None),
            ("t1", at("11:21:00.5"), "shop", "app", "h2", "ERROR", *[None] * 4, "payment failed", "PayError"),
        ],
    ),
    "report_versions": (
        lambda: incidents.versions(
            Window(at("11:00:00"), at("11:50:00")), Window(at("10:30:00"), at("11:00:00")), 1.0, 1.0
        ),
        [("shop", "2", 3, at("11:05:00"), at("11:40:00"), at("10:40:00"), None)],
    ),
    "report_version_span": (
        lambda: incidents.version_span(
            Window(at("11:00:00"), at("11:50:00")),
            {"service": "shop", "version": "2", "first_sampled": at("11:20:00"), "last_sampled": at("11:20:00")},
        ),
        [(at("11:05:00"), at("11:40:00"))],
    ),
    "report_alerts": (
        lambda: incidents.alerts(WINDOW),
        [
            (
                "redis_down",
                '{"probe":"cache","component":"redis"}',
                "critical",
                at("11:19"),
                at("11:20"),
                at("11:24"),
                "recovered",
                *(1.0, 1.0, at("11:22"), "eva"),
                [at("11:20:12"), at("11:24:13")],
                ["ops", "ops"],
                ["firing", "resolved"],
                ["sent", "failed"],
            )
        ],
    ),
    "report_rejects": (lambda: incidents.rejects(WINDOW), [("access.log", "not JSON", 1, b"<b>\xff")]),
    "report_files": (
        lambda: incidents.files(WINDOW),
        [("app.log", "shop", "app", "live", "bytes 10 to 20 are gone", 10, 0, 0, 300, None)],
    ),
    "report_sources": (
        lambda: incidents.sources(WINDOW, BEFORE),
        [("shop", "access", 2, 1), ("shop", "app", 3, 2)],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN, MORE) as target:
        yield target


def test_every_query_has_a_case() -> None:
    """A query of reports or incidents without an expectation fails here."""
    ours = {name for name in catalog.objects("queries") if name.startswith("report_")}
    assert ours | {"current_incidents", "frozen_evidence"} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected (durations within the 1 % of their buckets)."""
    ask, expected = CASES[name]
    assert asking.close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a report tells, with its parameters written in, answers the same."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("ask", [lambda window: reads.bind("report_headline", window), incidents.endpoints])
@pytest.mark.parametrize(
    ("start", "end"),
    [("10:00:00", "12:00:00"), ("10:41:00", "11:41:00"), ("11:20:30", "11:21:30"), ("10:50:00", "11:00:00")],
)
def test_any_edges(ask: Callable[[Window], Question], start: str, end: str, filled: Warehouse) -> None:
    """A window with any edges counts what is in it: as many requests as the records say."""
    found = reads.run(filled, ask(Window(at(start), at(end))))
    with filled.reader() as cursor:
        expected = cursor.execute(
            "select count(*) from requests where ts >= $start and ts < $end", {"start": at(start), "end": at(end)}
        ).fetchone()
    assert expected == (found["requests"].sum(),)


def test_snapshot_sees_one_moment() -> None:
    """What is written between two questions of a snapshot is in neither."""
    with warehouse() as target:
        write(target, GIVEN)
        with reads.snapshot(target) as ask:
            before = ask(reads.data_range())["records"].item()
            write(target, [record("11:46:00", "app", message="late", file_id=9)])
            after = ask(reads.data_range())["records"].item()
        assert (len(GIVEN), len(GIVEN), len(GIVEN) + 1) == (
            before,
            after,
            reads.run(target, reads.data_range())["records"].item(),
        )
