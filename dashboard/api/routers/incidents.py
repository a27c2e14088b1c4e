"""Incidents and their reports over HTTP: the list, one incident, a suggested window, the report files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dashboard import reads
from dashboard.api.json_bodies import JsonBody
from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState, State
from dashboard.reads import incidents as questions
from dashboard.reads.moments import naive_utc
from dashboard.reports import report_builder, suggest
from dashboard.reports.model import Contents
from dashboard.reports.renderers import MEDIA_TYPES, Format
from dashboard.reports.report_builder import Order
from ingest.decisions import incidents as writing
from ingest.decisions.incidents import Entry, Incident, Severity, Status

router = APIRouter(tags=["incidents"])
_MOST = 1000

IncidentId = Annotated[str, Path(max_length=40, description="An incident's id.")]
From = Annotated[datetime, Query(alias="from", description="First moment, ISO 8601; without a zone it is UTC.")]
To = Annotated[datetime, Query(description="First moment after it, ISO 8601; without a zone it is UTC.")]
Services = Annotated[list[str] | None, Query(alias="service", description="Only this service; may be repeated.")]
Form = Annotated[Format, Query(alias="format", description="html, pdf, md, json or zip.")]


class EntryBody(BaseModel):
    """One line of an incident's own time line."""

    model_config = ConfigDict(extra="forbid")

    at: Moment
    text: str = Field(max_length=writing.LONGEST_TEXT)


class IncidentBody(BaseModel):
    """What people say of an incident."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    title: str = Field(max_length=writing.LONGEST_TITLE)
    from_ts: Moment = Field(alias="from")
    to_ts: Moment = Field(alias="to")
    severity: Severity = "SEV3"
    status: Status = "open"
    services: tuple[str, ...] = Field(default=(), max_length=100)
    author: str = Field(default="", max_length=writing.LONGEST_AUTHOR)
    notes: str = Field(default="", max_length=writing.LONGEST_NOTES, description="Markdown")
    timeline: tuple[EntryBody, ...] = Field(default=(), max_length=writing.MOST_ENTRIES)

    def incident(self, incident_id: str = "") -> Incident:
        """As the warehouse keeps it."""
        said = {name: getattr(self, name) for name in ("title", "severity", "status", "services", "author", "notes")}
        return Incident(
            **said,
            from_ts=naive_utc(self.from_ts),
            to_ts=naive_utc(self.to_ts),
            timeline=tuple(Entry(naive_utc(entry.at), entry.text) for entry in self.timeline),
            incident_id=incident_id,
        )


class StoredIncident(IncidentBody):
    """An incident as it stands."""

    incident_id: str
    created_at: Moment
    changed_at: Moment
    captured_at: Moment | None = Field(description="when its evidence was frozen, null where none was")


class SuggestedWindow(BaseModel):
    """A window and why this one."""

    model_config = ConfigDict(populate_by_name=True)

    from_ts: Moment = Field(alias="from")
    to_ts: Moment = Field(alias="to")
    metric: str
    why: str
    came_back: bool = Field(description="whether the metric was usual again before the range ends")


def _stored(incident: Incident) -> StoredIncident:
    said = {name: getattr(incident, name) for name in StoredIncident.model_fields if name != "timeline"}
    entries = [EntryBody(at=entry.at, text=entry.text) for entry in incident.timeline]
    return StoredIncident.model_validate({**said, "timeline": entries})


@router.get("/incidents")
def listed(
    state: CurrentState, limit: Annotated[int, Query(ge=1, le=_MOST, description="At most so many.")] = _MOST
) -> list[StoredIncident]:
    """Incidents as they stand, the latest first."""
    frame = reads.run(state.runtime.warehouse, questions.current(limit=limit))
    return [_stored(incident) for incident in questions.incidents(frame)]


@router.post("/incidents", dependencies=[JsonBody], status_code=201)
def create(state: CurrentState, body: IncidentBody) -> StoredIncident:
    """Store an incident and freeze the evidence of its window."""
    warehouse = state.runtime.warehouse
    incident_id = writing.create(warehouse, body.incident())
    report_builder.freeze(warehouse, report_builder.find(warehouse, incident_id))
    return _stored(report_builder.find(warehouse, incident_id))


@router.get("/incidents/suggest")
def suggested(
    state: CurrentState,
    from_: From,
    to: To,
    service: Services = None,
    metric: Annotated[
        suggest.Metric | None, Query(description="Only this metric; whichever stands out most where none is named.")
    ] = None,
) -> SuggestedWindow | None:
    """The window within the range where a metric left its usual range and came back; null where none did."""
    search = reads.Window(naive_utc(from_), naive_utc(to), services=tuple(service or ()) or None)
    writing.require_window(search.from_ts, search.to_ts)
    found = suggest.suggest(state.runtime.warehouse, search, metric)
    if found is None:
        return None
    return SuggestedWindow.model_validate(found, from_attributes=True, by_name=True)


@router.get("/incidents/{incident_id}")
def one(state: CurrentState, incident_id: IncidentId) -> StoredIncident:
    """One incident."""
    return _stored(report_builder.find(state.runtime.warehouse, incident_id))


@router.put("/incidents/{incident_id}", dependencies=[JsonBody])
def change(state: CurrentState, incident_id: IncidentId, body: IncidentBody) -> StoredIncident:
    """Change an incident; with another window or other services its evidence is frozen anew."""
    warehouse = state.runtime.warehouse
    writing.change(warehouse, body.incident(incident_id))
    incident = report_builder.find(warehouse, incident_id)
    if report_builder.frozen(warehouse, incident) is None:
        report_builder.freeze(warehouse, incident)
    return _stored(report_builder.find(warehouse, incident_id))


@router.delete("/incidents/{incident_id}", dependencies=[JsonBody], status_code=204)
def delete(state: CurrentState, incident_id: IncidentId) -> None:
    """Remove an incident from the lists; its rows stay in its table."""
    warehouse = state.runtime.warehouse
    writing.change(warehouse, report_builder.find(warehouse, incident_id), is_deleted=True)


@router.post("/incidents/{incident_id}/freeze", dependencies=[JsonBody])
def freeze(state: CurrentState, incident_id: IncidentId) -> StoredIncident:
    """Freeze the evidence anew, as the data is now."""
    warehouse = state.runtime.warehouse
    report_builder.freeze(warehouse, report_builder.find(warehouse, incident_id))
    return _stored(report_builder.find(warehouse, incident_id))


_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "The report as a file."}
}
Samples = Annotated[bool, Query(description="With stacks, messages and requests of single records.")]
UserIds = Annotated[bool, Query(description="With user ids.")]
Addresses = Annotated[bool, Query(description="With client addresses.")]


@router.get("/incidents/{incident_id}/report", responses=_FILES, response_class=Response)
def report_of(  # noqa: PLR0913, PLR0917 (the parameters of the request)
    state: CurrentState,
    incident_id: IncidentId,
    form: Form = Format.HTML,
    samples: Samples = True,  # noqa: FBT002 (as above)
    users: UserIds = False,  # noqa: FBT002
    addresses: Addresses = False,  # noqa: FBT002
) -> Response:
    """The report of an incident, with its frozen evidence."""
    contents = Contents(samples=samples, user_ids=users, addresses=addresses)
    return _made(state, Order(incident_id=incident_id, contents=contents, form=form))


@router.get("/report", responses=_FILES, response_class=Response)
def report(  # noqa: PLR0913, PLR0917 (the parameters of the request)
    state: CurrentState,
    from_: From,
    to: To,
    service: Services = None,
    title: Annotated[str, Query(max_length=writing.LONGEST_TITLE, description="What stands above it.")] = "",
    form: Form = Format.HTML,
    samples: Samples = True,  # noqa: FBT002 (as above)
    users: UserIds = False,  # noqa: FBT002
    addresses: Addresses = False,  # noqa: FBT002
) -> Response:
    """The report of a window, as `longtail report` writes it; nothing is stored."""
    order = Order(
        from_ts=naive_utc(from_),
        to_ts=naive_utc(to),
        services=tuple(service or ()),
        title=title,
        contents=Contents(samples=samples, user_ids=users, addresses=addresses),
        form=form,
    )
    return _made(state, order)


def _made(state: State, order: Order) -> Response:
    """The file, as one to be kept and not shown: nothing in it shall run as a page of this server."""
    content = report_builder.make(state.runtime.warehouse, state.runtime.settings, order)
    headers = {
        "Content-Disposition": f'attachment; filename="{report_builder.file_name(order)}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    return Response(content, media_type=MEDIA_TYPES[order.form], headers=headers)
