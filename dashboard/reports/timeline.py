"""The time line: entries of people, and first, worst and last events from the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.reports.evidence_parts import leading
from dashboard.reports.formatting import clock, code, length, plural
from dashboard.reports.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from dashboard.reports.model import Evidence
    from ingest.decisions.incidents import Entry as OwnEntry

_MOST_ERRORS, _MOST_SILENCES, _MOST_ALERTS = 5, 5, 12
_PAGES = "in-app"


def entries(evidence: Evidence, own: Iterable[OwnEntry] = ()) -> tuple[Entry, ...]:
    """All of it in order of time; at the same time what people wrote comes first."""
    written = [Entry(at=entry.at, text=entry.text, by="people") for entry in own]
    data = (_versions, _alerts, _errors, _requests, _silences)
    found = [*written, *(entry for told in data for entry in told(evidence))]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.by != "people")))


def _versions(evidence: Evidence) -> Iterator[Entry]:
    for version in evidence.versions:
        of = f" of {code(version.service)}" if version.service else ""
        yield Entry(at=version.first_at, text=f"Version {code(version.version)}{of} first seen", by="data")
        if version.last_at < evidence.window.to_ts:
            yield Entry(at=version.last_at, text=f"Version {code(version.version)}{of} last seen", by="data")


def _alerts(evidence: Evidence) -> Iterator[Entry]:
    """Of each when it fired, when somebody was first told and took note of it, and when it was over."""
    start, end = evidence.window.from_ts, evidence.window.to_ts
    for alert in evidence.alerts[:_MOST_ALERTS]:
        name = code(alert.name)
        said: list[tuple[datetime | None, str]] = [(alert.fired_at, f"Alert {name} fires, {alert.severity}")]
        first = next((one for one in alert.told if one.state == "sent" and one.channel != _PAGES), None)
        if first is not None:
            said.append((first.at, f"Alert {name} told on {code(first.channel)}"))
        said.append((alert.acknowledged_at, f"Alert {name} acknowledged by {code(alert.acknowledged_by)}"))
        if alert.resolved_at is not None:
            lasted = length(alert.resolved_at - alert.fired_at)
            said.append((alert.resolved_at, f"Alert {name} is over after {lasted}"))
        yield from (Entry(at=at, text=text, by="data") for at, text in said if at is not None and start <= at < end)


def _errors(evidence: Evidence) -> Iterator[Entry]:
    notable = [group for group in evidence.errors if group.is_new][:_MOST_ERRORS]
    lead = leading(evidence.errors)
    if lead is not None and lead not in notable:
        notable.append(lead)
    for group in notable:
        name = code(group.error_type or group.error_message or "error")
        where = f" in {', '.join(code(service) for service in group.services)}" if group.services else ""
        new = ", not seen before" if group.is_new else f", {group.occurrences_before:,} times in the baseline"
        yield Entry(at=group.first_at, text=f"First {name}{where}{new}", by="data")
        if group.occurrences > 1:
            text = f"Last {name}{where}, {plural(group.occurrences, 'occurrence')} in all"
            yield Entry(at=group.last_at, text=text, by="data")


def _requests(evidence: Evidence) -> Iterator[Entry]:
    first = evidence.endpoints[0] if evidence.endpoints else None
    if first is not None and first.failed_requests > first.failed_before:
        name = code(first.name)
        if first.first_failed_at is not None:
            yield Entry(at=first.first_failed_at, text=f"First failed request to {name} in the window", by="data")
        if first.last_failed_at is not None and first.failed_requests > 1:
            yield Entry(at=first.last_failed_at, text=f"Last failed request to {name} in the window", by="data")
    worst = max(
        evidence.minutes.points,
        key=lambda point: (point.failed_requests, point.slow_requests, point.errors),
        default=None,
    )
    if worst is not None and worst.failed_requests > 1:
        text = f"Worst minute: {worst.failed_requests:,} of {plural(worst.requests, 'request')} failed"
        yield Entry(at=worst.at, text=f"{text}, {worst.slow_requests:,} were slow", by="data")


def _silences(evidence: Evidence) -> Iterator[Entry]:
    longest = sorted(evidence.ledger.silences, key=lambda one: (one.from_ts - one.to_ts, one.from_ts))[:_MOST_SILENCES]
    for silence in longest:
        yield Entry(at=silence.from_ts, text=f"Nothing was logged until {clock(silence.to_ts)}", by="data")
