"""The demo's built-in incident: what the report says is what the simulator did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.reads import Window
from dashboard.reports import evidence, evidence_parts, suggest

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reports.suggest import Metric
    from tests.dashboard.reports.conftest import Happened


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def test_suggested_window_is_the_incident(happened: Happened) -> None:
    """It begins a minute before the first bad minute or earlier, within the bad release, and ends with it."""
    record, found = happened.record, happened.suggestion
    started, ended = _naive(record.started_at), _naive(record.ended_at)
    assert started - timedelta(minutes=1) <= found.from_ts < _naive(record.first_bad_minute)
    assert ended - timedelta(minutes=5) <= found.to_ts <= ended + timedelta(minutes=2)
    assert found.came_back


@pytest.mark.parametrize("metric", ["error rate", "slow share", "p95"])
@pytest.mark.parametrize("hours", [5, 9])
def test_every_metric_finds_it(metric: Metric, hours: int, happened: Happened) -> None:
    """Whatever is looked at, by minute or by hour first, the window meets the incident and says how it decided."""
    ended = _naive(happened.record.ended_at)
    search = Window(ended + timedelta(hours=1) - timedelta(hours=hours), ended + timedelta(hours=1))
    found = suggest.suggest(happened.warehouse, search, metric)
    assert found is not None
    assert (metric, True) == (found.metric, "left its usual range at" in found.why and "MAD" in found.why)
    assert _naive(happened.record.started_at) - timedelta(minutes=6) <= found.from_ts
    assert found.to_ts <= ended + timedelta(minutes=6)


def test_quiet_time_suggests_nothing(happened: Happened) -> None:
    """In hours without an incident nothing stands out."""
    started = _naive(happened.record.started_at)
    search = Window(started - timedelta(hours=3), started - timedelta(minutes=5))
    assert suggest.suggest(happened.warehouse, search) is None


def test_first_bad_minute_is_the_simulators(happened: Happened) -> None:
    """The first bad minute is that of the first exception."""
    affected = happened.report.evidence.affected
    assert (happened.record.first_bad_minute, f"the first {happened.record.exception_type}") == (
        affected.first_bad_minute,
        affected.first_bad_by,
    )


def test_affected_endpoint_is_the_simulators(happened: Happened) -> None:
    """The endpoint where it began stands first; in the simulator's window the counts are its own (of 500s)."""
    record, first = happened.record, happened.report.evidence.endpoints[0]
    window = (_naive(record.started_at), _naive(record.ended_at))
    exact = evidence.gather(happened.warehouse, *window).endpoints[0]
    with happened.warehouse.reader() as cursor:
        others = cursor.execute(
            "select count(*) from requests where ts >= $start and ts < $end and route = $route and status > 500",
            {"start": window[0], "end": window[1], "route": record.route},
        ).fetchone()
    assert others is not None
    assert (record.service, record.endpoint, record.service, record.endpoint) == (
        *(first.service, first.name),
        *(exact.service, exact.name),
    )
    assert (record.requests, record.failed_requests + others[0], record.slow_requests, record.users) == (
        *(exact.requests, exact.failed_requests, exact.slow_requests),
        exact.users,
    )
    assert first.failed_requests >= record.failed_requests


def test_exception_is_the_simulators(happened: Happened) -> None:
    """The leading error is the exception, new, as often as it was raised, with its stack."""
    lead = evidence_parts.leading(happened.report.evidence.errors)
    assert lead is not None
    assert (happened.record.exception_type, (happened.record.service,), True, happened.record.failed_requests) == (
        lead.error_type,
        lead.services,
        lead.is_new,
        lead.occurrences,
    )
    assert lead.samples[0].stack is not None
    assert happened.record.exception_type in lead.samples[0].stack


def test_time_line_tells_the_release_and_the_exception(happened: Happened) -> None:
    """The bad version's first and last appearance and the first exception stand in it, in order of time."""
    record, entries = happened.record, happened.report.timeline
    said = {entry.text: entry.at for entry in entries}
    version = f"Version `{record.version}` of `{record.service}`"
    first = next(at for text, at in said.items() if text.startswith(f"First `{record.exception_type}`"))
    assert record.started_at == said[f"{version} first seen"].replace(second=0, microsecond=0)
    assert timedelta() <= record.ended_at - said[f"{version} last seen"] < timedelta(minutes=5)
    assert record.first_bad_minute == first.replace(second=0, microsecond=0)
    assert sorted(entry.at for entry in entries) == [entry.at for entry in entries]


def test_summary_says_it_in_words(happened: Happened) -> None:
    """Endpoint, counts, exception and version stand in the sentences, and that one thing after another is no cause."""
    record = happened.record
    text = " ".join(sentence.text for sentence in happened.report.summary)
    for words in (
        f"of requests to `{record.endpoint}` (`{record.service}`) failed (",
        f"{happened.report.evidence.endpoints[0].users} users had failed or slow requests",
        f"The first `{record.exception_type}` in `{record.service}` was seen at ",
        f"after version `{record.version}` of `{record.service}` first appeared",
        "is a correlation",
    ):
        assert words in text
