"""Reports of windows that are hard: empty, with gaps, long, with old data, with nothing but text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.reports import evidence, report, summary
from dashboard.reports.renderers import Format, render
from ingest.decisions.incidents import Incident
from ingest.settings import Settings
from ingest.store.removal import retention
from tests import warehouses
from tests.dashboard import shop
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from dashboard.reports.model import Evidence, Point, Report
    from sql.warehouse import Warehouse

END = at("2026-11-20 18:00:00")


@pytest.fixture(scope="module")
def months() -> Iterator[Warehouse]:
    """Thirty-six days of a small shop."""
    with warehouses.in_memory() as target:
        shop.fill(target, end_ts=END, days=36, requests_per_day=800)
        yield target


def _report(seen: Evidence, from_ts: datetime, to_ts: datetime) -> Report:
    return report.compose(Incident("A window", from_ts, to_ts), seen, generated_at=END)


def _text(seen: Evidence) -> str:
    return " ".join(sentence.text for sentence in summary.sentences(seen))


@pytest.mark.parametrize("form", Format)
def test_empty_warehouse(form: Format) -> None:
    """A window without a record gives a report that says so, in every format."""
    with warehouse() as target:
        seen = evidence.gather(target, at("10:00:00"), at("11:00:00"))
    assert ("none", (), 0.0) == (seen.baseline.kind, seen.errors, seen.number("records").value)
    assert "no records are stored" in _text(seen)
    assert len(render(_report(seen, at("10:00:00"), at("11:00:00")), form)) > 1_000


def test_empty_window_beside_data() -> None:
    """Silence where there are records before is held against them, and not taken for health."""
    with warehouse() as target:
        write(target, [record("10:30:00", "access", method="GET", path="/", route="/", status=200, duration_ms=5.0)])
        seen = evidence.gather(target, at("11:00:00"), at("12:00:00"))
    assert ("period before", 0.0, 1.0) == (
        seen.baseline.kind,
        seen.number("requests").value,
        seen.number("requests").before,
    )
    assert [("access", 0, 1)] == [(one.source, one.records, one.records_before) for one in seen.ledger.sources]
    assert "no records are stored" in _text(seen)


def test_window_with_gaps() -> None:
    """Minutes without a record, lost and unread bytes and rejected lines are told, in the summary too."""
    rows = [record(f"10:{minute:02}:10", "app", message="x", line=minute) for minute in (0, 1, 2, 8, 9)]
    with warehouse() as target:
        write(target, rows)
        with target.transaction() as cursor:
            cursor.execute(
                """
                insert into files (
                    file_id, path, source, service, state, head_length, head_hash, tail_length, tail_hash, content_crc,
                    size, bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates, first_ts, last_ts,
                    gap, gap_bytes, first_seen_at
                )
                values (1, 'app.log', 'app', 'shop', 'live', 0, '', 0, '', 0, 4096, 3072, 6, 5, 5, 1, 0, 2,
                    '2026-11-20 10:00:10', '2026-11-20 10:09:10', 'lost', 2048, '2026-11-20 10:00:00')
                """
            )
            cursor.execute("insert into rejects values (1, 3, 300, 'not JSON', 'x'::blob, '2026-11-20 12:00:00')")
        seen = evidence.gather(target, at("10:00:00"), at("10:10:00"))
    silences = [(one.from_ts.replace(tzinfo=None), one.to_ts.replace(tzinfo=None)) for one in seen.ledger.silences]
    assert ([(at("10:03:00"), at("10:08:00"))], 2048, 1024, 1) == (
        silences,
        seen.ledger.gap_bytes,
        seen.ledger.lag_bytes,
        seen.ledger.rejects,
    )
    text = _text(seen)
    for words in ("2 KiB of logs are known to be lost", "1 KiB were not yet read", "1 line could not be read",
                  "2 records may be there twice", "in 5 minutes nothing was logged"):  # fmt: skip
        assert words in text


def _harm(point: Point) -> int:
    return point.failed_requests + point.slow_requests + point.errors


@pytest.mark.parametrize("span", [timedelta(days=30), timedelta(days=3, minutes=17, seconds=5)])
def test_long_windows_count_exactly(span: timedelta, months: Warehouse) -> None:
    """Numbers of a long window with any edges are those of its records; its minutes are its worst six hours'."""
    start = END - timedelta(minutes=43) - span
    seen = evidence.gather(months, start, start + span)
    with months.reader() as cursor:
        found = cursor.execute(
            "select count(*), count(*) filter (status >= 500) from requests where ts >= $start and ts < $end",
            {"start": start, "end": start + span},
        ).fetchone()
    assert found == (seen.number("requests").value, seen.number("failed_requests").value)
    assert (360, "the six hours with most failed and slow requests and errors") == (
        len(seen.minutes.points),
        seen.minutes.note,
    )
    hours = [_harm(point) for point in seen.hours.points]
    assert max(sum(hours[index : index + 6]) for index in range(len(hours) - 5)) == sum(
        _harm(point) for point in seen.minutes.points
    )
    assert len(render(_report(seen, start, start + span), Format.HTML)) < 1_500_000


def test_the_week_before_is_the_baseline(months: Warehouse) -> None:
    """Where there are records of the same time a week before, these are held against."""
    start = END - timedelta(hours=10)
    seen = evidence.gather(months, start, start + timedelta(minutes=40))
    before = seen.baseline.window
    assert ("week before", start - timedelta(days=7)) == (seen.baseline.kind, before.from_ts.replace(tzinfo=None))
    assert len(seen.minutes.points) == len(seen.minutes.before) == 40
    assert "a week before" in _text(seen)


def test_only_the_services_asked_for(months: Warehouse) -> None:
    """A report of one service counts nothing of the others."""
    start = END - timedelta(hours=10)
    seen = evidence.gather(months, start, start + timedelta(minutes=40), ("catalog",))
    assert {"catalog"} == {one.service for one in seen.endpoints} | {one.service for one in seen.ledger.sources}
    assert [] == [group.error_type for group in seen.errors if group.error_type == "PaymentTimeout"]


def test_same_window_same_evidence(months: Warehouse) -> None:
    """Gathered twice, it is the same to the byte."""
    start = END - timedelta(hours=11)
    both = [evidence.gather(months, start, END - timedelta(hours=9)).model_dump_json() for _ in range(2)]
    assert both[0] == both[1]


def test_dropped_records_are_told() -> None:
    """Where retention took records of the window, the report says so."""
    with warehouse() as target:
        shop.fill(target, end_ts=END, days=3, requests_per_day=2_000)
        settings = Settings(retention_days={"*": 1, "error*": 1, "slow*": 1, "business*": 1})
        with target.transaction() as cursor:
            cursor.execute("update files set first_seen_at = timestamp '2026-11-01'")
        clock = (END + timedelta(days=1)).replace(tzinfo=UTC)
        retention.Retention(target, settings, lambda: clock).run()
        seen = evidence.gather(target, END - timedelta(days=3), END - timedelta(days=3) + timedelta(hours=2))
    assert "retention has dropped" in _text(seen)


def test_text_without_requests() -> None:
    """Logs without a single HTTP field give records and errors, and say that there were no requests."""
    rows = [
        record(f"10:{minute:02}:10", "app", level="ERROR" if minute > 5 else "INFO", message="x", line=minute)
        for minute in range(10)
    ]
    with warehouse() as target:
        write(target, rows)
        seen = evidence.gather(target, at("10:00:00"), at("10:10:00"))
    text = _text(seen)
    assert ("10 records were written" in text, "none was an HTTP request" in text) == (True, True)
    assert len(render(_report(seen, at("10:00:00"), at("10:10:00")), Format.PDF)) > 1_000


def test_filter_of_nothing_is_everything(months: Warehouse) -> None:
    """No services mean all, as in the pages."""
    window = reads.Window(END - timedelta(hours=11), END - timedelta(hours=9))
    everything = evidence.gather(months, window.from_ts, window.to_ts)
    asked = reads.run(months, reads.bind("report_headline", replace(window, services=None)))
    assert everything.number("records").value == asked["records"].item()
