"""Error groups over HTTP: the list, one group with what it touches, and decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.json_bodies import JsonBody
from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow, Window
from dashboard.reads.moments import EARLIEST, LATEST
from ingest.decisions import error_status
from ingest.decisions.error_status import LONGEST_AUTHOR, LONGEST_COMMENT, LONGEST_VALUE, MOST_GROUPS, DecisionAuthor

router = APIRouter(prefix="/errors", tags=["errors"])
_MOST_VALUES, _MOST_SAMPLES = 50, 50

GroupId = Annotated[str, Path(max_length=100, description="The id of a group, or of a fingerprint merged into it.")]


class ErrorGroup(BaseModel):
    """One group in the range: occurrences, users and last seen are of the range, first seen and status are not."""

    error_id: str
    error_type: str | None
    error_message: str | None
    service: str | None
    services: int
    status: str = Field(description="open, resolved, ignored or regressed")
    is_new: bool = Field(description="first seen in the range")
    occurrences: int
    users: int
    first_seen: Moment
    last_seen: Moment


class Affected(BaseModel):
    """A value that occurrences of the group have; the empty string where they have none."""

    dimension: str = Field(description="service, version, route, host or user")
    value: str
    occurrences: int
    share: float
    first_seen: Moment
    last_seen: Moment


class Sample(BaseModel):
    """One occurrence."""

    ts: Moment
    message: str | None
    service: str | None
    host: str | None
    version: str | None
    method: str | None
    path: str | None
    status: int | None
    user_id: str | None
    trace_id: str | None
    request_id: str | None


class Part(BaseModel):
    """A fingerprint of the group, or what was split off it."""

    part: Literal["own", "merged", "split"]
    fingerprint: str
    group_id: str
    rule: str | None
    occurrences: int
    first_seen: Moment
    last_seen: Moment


class Decision(BaseModel):
    """A decision of a person."""

    decided_at: Moment
    decision: str = Field(description="resolved, ignored, reopened, merged, taken out, split off or joined again")
    what: str | None
    author: str | None
    comment: str | None


class ErrorDetail(BaseModel):
    """One group: over all that is stored, and what it touches in the range."""

    error_id: str
    error_type: str | None
    error_message: str | None
    level: str | None
    services: list[str]
    status: str
    occurrences: int
    users: int
    first_seen: Moment
    last_seen: Moment
    first_trace: str | None
    last_trace: str | None
    stack: str | None = Field(description="of its newest occurrence that has one")
    parts: list[Part]
    history: list[Decision]
    affected: list[Affected]
    samples: list[Sample]


class Signed(BaseModel):
    """A decision needs an author."""

    model_config = ConfigDict(extra="forbid")

    author: str = Field(min_length=1, max_length=LONGEST_AUTHOR)
    comment: str | None = Field(default=None, max_length=LONGEST_COMMENT)

    @property
    def decision_author(self) -> DecisionAuthor:
        """As the warehouse keeps it."""
        return DecisionAuthor(self.author, self.comment)


class StatusBody(Signed):
    """Set a group's status."""

    status: error_status.Status


class MergeBody(Signed):
    """Put other groups into this one."""

    error_ids: list[Annotated[str, Field(max_length=100)]] = Field(min_length=1, max_length=MOST_GROUPS)


class SplitBody(Signed):
    """Split off what one service wrote, or whose message contains a text."""

    by: error_status.Dimension
    value: str = Field(max_length=LONGEST_VALUE)


class Decided(BaseModel):
    """The status that people gave it."""

    error_id: str = Field(description="the group that a merge or split made; else the id that was asked for")
    changed: bool = Field(description="false where it was so already")


def _bounds(window: Window) -> dict[str, Any]:
    """The range and its filter as the pages' queries name them."""
    return {
        "from_ts": window.from_ts or EARLIEST,
        "to_ts": window.to_ts or LATEST,
        "services": None if window.service is None else [window.service],
        "sources": None,
        "levels": None,
        "routes": None,
        "hosts": None,
    }


@router.get("")
def errors(
    state: CurrentState,
    window: CurrentWindow,
    show: Annotated[
        Literal["open", "new", "regressed", "resolved", "ignored", "all"],
        Query(description="open: regressed ones too; new: first seen in the range"),
    ] = "all",
    text: Annotated[str, Query(max_length=500, description="In the type, a message, a service or the id.")] = "",
    sort: Annotated[Literal["count", "users", "last", "first"], Query(description="What comes first.")] = "count",
) -> list[ErrorGroup]:
    """Error groups that occurred in the range."""
    asked = _bounds(window) | {
        "bucket_seconds": 10**12,
        "show": show,
        "text": text,
        "sort": sort,
        "limit": window.limit,
    }
    return [ErrorGroup(**row) for row in fetch(state.runtime.warehouse, "top_errors", asked)]


@router.get("/{error_id}")
def error(state: CurrentState, window: CurrentWindow, error_id: GroupId) -> ErrorDetail:
    """One error group."""
    warehouse = state.runtime.warehouse
    found = fetch(warehouse, "error_group", {"error_id": error_id})
    if not found:
        raise HTTPException(404, f"There is no error group {error_id[:40]!r}.")
    group: dict[str, Any] = found[0]
    of_it = {"error_id": group["error_id"]}
    stack = fetch(warehouse, "error_stack", of_it | {"oldest": False})
    bounds = _bounds(window) | of_it
    return ErrorDetail(
        **group,
        stack="\n".join(row["line"] for row in stack) or None,
        parts=fetch(warehouse, "error_parts", of_it),  # type: ignore[arg-type] # pydantic makes models of rows
        history=fetch(warehouse, "error_history", of_it),  # type: ignore[arg-type]
        affected=fetch(warehouse, "error_affected", bounds | {"limit": _MOST_VALUES}),  # type: ignore[arg-type]
        samples=fetch(warehouse, "error_samples", bounds | {"limit": _MOST_SAMPLES}),  # type: ignore[arg-type]
    )


@router.post("/{error_id}/status", dependencies=[JsonBody])
def set_status(state: CurrentState, error_id: GroupId, body: StatusBody) -> Decided:
    """Resolve, ignore or reopen a group."""
    changed = error_status.decide(state.runtime.warehouse, error_id, body.status, body.decision_author)
    return Decided(error_id=error_id, changed=changed)


@router.post("/{error_id}/merge", dependencies=[JsonBody])
def merge(state: CurrentState, error_id: GroupId, body: MergeBody) -> Decided:
    """Put other groups into this one."""
    group = error_status.merge(state.runtime.warehouse, body.error_ids, error_id, body.decision_author)
    return Decided(error_id=group, changed=True)


@router.post("/{error_id}/unmerge", dependencies=[JsonBody])
def unmerge(state: CurrentState, error_id: GroupId, body: Signed) -> Decided:
    """Take the fingerprint `error_id` out of the group it was merged into."""
    error_status.take_out(state.runtime.warehouse, error_id, body.decision_author)
    return Decided(error_id=error_id, changed=True)


@router.post("/{error_id}/split", dependencies=[JsonBody])
def split(state: CurrentState, error_id: GroupId, body: SplitBody) -> Decided:
    """Make a separate group of a part of this one; returns the id of the new group."""
    made = error_status.split(state.runtime.warehouse, error_id, body.by, body.value, body.decision_author)
    return Decided(error_id=made, changed=True)


@router.post("/{error_id}/unsplit", dependencies=[JsonBody])
def unsplit(state: CurrentState, error_id: GroupId, body: Signed) -> Decided:
    """Take back the split that made the group `error_id`."""
    error_status.join(state.runtime.warehouse, error_id, body.decision_author)
    return Decided(error_id=error_id, changed=True)
