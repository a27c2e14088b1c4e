"""Puts a report together: what people wrote, what the data says, and the sentences between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import VERSION as LONGTAIL
from dashboard.reports import summary, timeline
from dashboard.reports.model import Contents, Description, Evidence, Report

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.decisions.incidents import Incident

EVERYTHING = Contents(samples=True, user_ids=True, addresses=True)


def compose(incident: Incident, evidence: Evidence, *, generated_at: datetime) -> Report:
    """The report of an incident, with everything in it; `report_redaction` says what may be handed on."""
    is_stored = bool(incident.incident_id)
    return Report(
        generator=f"Longtail {LONGTAIL}",
        generated_at=generated_at,
        contents=EVERYTHING,
        incident=Description(
            incident_id=incident.incident_id or None,
            title=incident.title,
            severity=incident.severity if is_stored else None,
            status=incident.status if is_stored else None,
            author=incident.author,
            notes=incident.notes,
            changed_at=incident.changed_at,
        ),
        summary=summary.sentences(evidence),
        timeline=timeline.entries(evidence, incident.timeline),
        evidence=evidence,
    )
