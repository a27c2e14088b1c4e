"""Writes incidents and their frozen evidence: rows are appended, and the newest one counts.

An incident is checked here, whoever describes it (a page, the API), so that what is stored can always be shown.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from ingest.errors import IncidentError, UnknownIncidentError
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

Severity: TypeAlias = Literal["SEV1", "SEV2", "SEV3", "SEV4"]
Status: TypeAlias = Literal["open", "mitigated", "resolved"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
STATUSES: tuple[Status, ...] = get_args(Status)

LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_NOTES, MOST_ENTRIES = 200, 100, 2_000, 100_000, 500
LONGEST_WINDOW = timedelta(days=3_660)
"""A report has a number for each hour of its window."""

_EARLIEST, _LATEST = datetime(1971, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 (UTC without saying so)
_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an incident's own time line; `at` is UTC without a zone."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as people describe it; the window is [from_ts, to_ts), UTC without a zone, no services means all."""

    title: str
    from_ts: datetime
    to_ts: datetime
    severity: Severity = "SEV3"
    status: Status = "open"
    services: tuple[str, ...] = ()
    author: str = ""
    notes: str = ""
    timeline: tuple[Entry, ...] = ()
    incident_id: str = ""
    created_at: datetime | None = None
    changed_at: datetime | None = None
    captured_at: datetime | None = None

    def checked(self) -> Incident:
        """The same with its texts trimmed and its time line in order.

        Raises `IncidentError`, one sentence, where it cannot be an incident.
        """
        title = " ".join(self.title.split())
        _require(bool(title), "An incident needs a title: say in a few words what happened.")
        _require(len(title) <= LONGEST_TITLE, f"The title has {len(title)} characters: {LONGEST_TITLE} at most.")
        require_window(self.from_ts, self.to_ts)
        known = self.severity in SEVERITIES
        _require(known, f"{self.severity!r} is not a severity: it must be one of {', '.join(SEVERITIES)}.")
        _require(self.status in STATUSES, f"{self.status!r} is not a status: it must be one of {', '.join(STATUSES)}.")
        _require(len(self.notes) <= LONGEST_NOTES, f"The notes are too long: {LONGEST_NOTES:,} characters at most.")
        _require(
            len(self.author) <= LONGEST_AUTHOR, f"The author's name is too long: {LONGEST_AUTHOR} characters at most."
        )
        entries = tuple(Entry(entry.at, entry.text.strip()) for entry in self.timeline if entry.text.strip())
        _require(len(entries) <= MOST_ENTRIES, f"The time line has {len(entries)} entries: {MOST_ENTRIES} at most.")
        longest = max((len(entry.text) for entry in entries), default=0)
        _require(
            longest <= LONGEST_TEXT, f"An entry of the time line has {longest} characters: {LONGEST_TEXT} at most."
        )
        return replace(
            self,
            title=title,
            author=" ".join(self.author.split()),
            services=tuple(dict.fromkeys(self.services)),
            timeline=tuple(sorted(entries, key=lambda entry: entry.at)),
        )


def require_window(from_ts: datetime, to_ts: datetime) -> None:
    """Refuse a window that is empty, or of which nobody wants to see every hour.

    Raises `IncidentError`.
    """
    _require(from_ts < to_ts, "The window is empty: its start must lie before its end.")
    is_short = to_ts - from_ts <= LONGEST_WINDOW and from_ts >= _EARLIEST and to_ts <= _LATEST
    most = f"{LONGEST_WINDOW.days:,} days at most, from {_EARLIEST:%Y} to {_LATEST:%Y}"
    _require(is_short, f"The window is too long: {most}.")


def _require(holds: bool, sentence: str) -> None:  # noqa: FBT001 (a condition and what to say where it fails)
    if not holds:
        raise IncidentError(sentence)


def create(warehouse: Warehouse, incident: Incident) -> str:
    """Store a new incident and give its id.

    Raises `IncidentError` if it is not valid, `WarehouseError` if it cannot be written.
    """
    incident_id = secrets.token_hex(_ID_BYTES)
    sound = incident.checked()
    with warehouse.transaction() as cursor:
        _append(cursor, replace(sound, incident_id=incident_id))
    return incident_id


def change(warehouse: Warehouse, incident: Incident, *, is_deleted: bool = False) -> None:
    """Store a new version of `incident` (found by its id).

    Raises `UnknownIncidentError` if the id is unknown, `IncidentError` if it is not valid.
    """
    sound = incident.checked()
    with warehouse.transaction() as cursor:
        known = cursor.execute(
            catalog.statement("incident_changes").body, {"incident_id": incident.incident_id}
        ).fetchone()
        if known is None or known[0] == 0:
            raise UnknownIncidentError(unknown(incident.incident_id))
        _append(cursor, sound, is_deleted=is_deleted)


def unknown(incident_id: str) -> str:
    """The sentence for an unknown incident id."""
    return f"There is no incident {incident_id!r}: the page Incidents lists all incidents."


def freeze(warehouse: Warehouse, incident: Incident, content: str, version: int) -> None:
    """Keep the evidence of an incident's window; earlier evidence stays in the table."""
    with warehouse.transaction() as cursor:
        cursor.execute(
            catalog.statement("freeze_evidence").body,
            {
                "incident_id": incident.incident_id,
                "captured_at": _now(),
                "version": version,
                "from_ts": incident.from_ts,
                "to_ts": incident.to_ts,
                "content": content,
            },
        )


def _append(cursor: DuckDBPyConnection, incident: Incident, *, is_deleted: bool = False) -> None:
    cursor.execute(
        catalog.statement("store_incident").body,
        {
            "incident_id": incident.incident_id,
            "changed_at": _now(),
            "title": incident.title,
            "severity": incident.severity,
            "status": incident.status,
            "from_ts": incident.from_ts,
            "to_ts": incident.to_ts,
            "services": list(incident.services),
            "author": incident.author,
            "notes": incident.notes,
            "times": [entry.at for entry in incident.timeline],
            "texts": [entry.text for entry in incident.timeline],
            "is_deleted": is_deleted,
        },
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
