"""Makes reports of an open warehouse: of a window, or of an incident with the evidence that was frozen with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from dashboard import reads
from dashboard.reads import incidents
from dashboard.reads.moments import naive_utc
from dashboard.reports import evidence, report_redaction
from dashboard.reports.model import VERSION, Contents, Evidence, Part
from dashboard.reports.renderers import Format, render
from dashboard.reports.report import compose
from dashboard.style import text
from ingest.decisions import incidents as writing
from ingest.decisions.incidents import Incident
from ingest.errors import IncidentError, UnknownIncidentError

if TYPE_CHECKING:
    from dashboard.reports.model import Report
    from ingest.settings import Settings
    from sql.warehouse import Warehouse


USUAL = Contents(samples=True, user_ids=False, addresses=False)
"""The default contents of a report: stacks and samples, but no user ids and no addresses."""


class Order(Part):
    """Which report to make: of a window (UTC without a zone), or of the incident with that id."""

    from_ts: Annotated[datetime, AfterValidator(naive_utc)] | None = None
    to_ts: Annotated[datetime, AfterValidator(naive_utc)] | None = None
    services: tuple[str, ...] = ()
    title: str = ""
    incident_id: str = ""
    contents: Contents = USUAL
    form: Format = Format.HTML


def make(warehouse: Warehouse, settings: Settings, order: Order) -> bytes:
    """The report as a file.

    Raises `IncidentError` where the order names no window and no incident, `QueryError` where a question fails.
    """
    return render(
        report_redaction.redacted(composed(warehouse, order), order.contents, report_redaction.secrets_of(settings)),
        order.form,
    )


def composed(warehouse: Warehouse, order: Order) -> Report:
    """The report with everything in it."""
    now = reads.utc_now()
    if order.incident_id:
        incident = find(warehouse, order.incident_id)
        return compose(incident, evidence_of(warehouse, incident), generated_at=now)
    if order.from_ts is None or order.to_ts is None:
        sentence = "A report needs a window: say from when and to when."
        raise IncidentError(sentence)
    title = order.title or _title(order)
    incident = Incident(title=title, from_ts=order.from_ts, to_ts=order.to_ts, services=order.services).checked()
    found = evidence.gather(warehouse, incident.from_ts, incident.to_ts, incident.services)
    return compose(incident, found, generated_at=now)


def _title(order: Order) -> str:
    of = f" of {', '.join(order.services)}" if order.services else ""
    return f"Report{of}, {order.from_ts:%Y-%m-%d %H:%M} – {order.to_ts:%Y-%m-%d %H:%M} UTC"[: writing.LONGEST_TITLE]


def find(warehouse: Warehouse, incident_id: str) -> Incident:
    """The incident of that id.

    Raises `UnknownIncidentError` where there is none.
    """
    found = incidents.incidents(reads.run(warehouse, incidents.current(incident_id)))
    if not found:
        raise UnknownIncidentError(writing.unknown(incident_id))
    return found[0]


def evidence_of(warehouse: Warehouse, incident: Incident) -> Evidence:
    """The frozen evidence of the incident; gathered now if there is none, or for another window."""
    kept = frozen(warehouse, incident)
    return kept or evidence.gather(warehouse, incident.from_ts, incident.to_ts, incident.services)


def frozen(warehouse: Warehouse, incident: Incident) -> Evidence | None:
    """The evidence that is frozen for the incident's window and services, or None."""
    frame = reads.run(warehouse, incidents.frozen(incident.incident_id))
    if frame.is_empty():
        return None
    kept = Evidence.model_validate_json(frame["content"].item())
    window = (kept.window.from_ts.replace(tzinfo=None), kept.window.to_ts.replace(tzinfo=None), kept.window.services)
    return kept if window == (incident.from_ts, incident.to_ts, incident.services) else None


def freeze(warehouse: Warehouse, incident: Incident) -> Evidence:
    """Gather the evidence of the incident's window now, and keep it whatever retention takes."""
    found = evidence.gather(warehouse, incident.from_ts, incident.to_ts, incident.services)
    writing.freeze(warehouse, incident, found.model_dump_json(by_alias=True), VERSION)
    return found


def file_name(order: Order) -> str:
    """A name for the file that says what it is."""
    if order.incident_id:
        return text.file_name(f"incident-{order.incident_id}.{order.form}")
    return f"report-{order.from_ts:%Y%m%dT%H%M}-{order.to_ts:%Y%m%dT%H%M}.{order.form}"
