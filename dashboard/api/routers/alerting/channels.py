"""Channels over HTTP: which there are and whether they work, a test over one, and what was sent."""

from __future__ import annotations

import difflib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.json_bodies import JsonBody
from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from monitor.notify import outbox, trying
from monitor.notify.configured import IN_APP, channels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.api.state import State
    from monitor.notify.channel import ChannelSettings

router = APIRouter(tags=["alerts"])
ChannelName = Annotated[str, Path(max_length=64)]


class ChannelStatus(BaseModel):
    """A channel and whether it works."""

    name: str
    kind: str
    target: str = Field(description="who is told, without secrets")
    works: bool = Field(description="false where the last notification failed")
    failing_since: Moment | None
    waiting: int
    failed: int
    refused: int
    sent_at: Moment | None
    answer: str | None = Field(description="what the other side said last")


class Sent(BaseModel):
    """What the other side said to a test."""

    channel: str
    kind: str
    target: str
    key: str
    ok: bool
    status: int | None
    answer: str
    retry_after: float | None
    permanent: bool
    seconds: float
    notes: list[str]


class StoredNotification(BaseModel):
    """A notification to one channel."""

    key: str
    channel: str
    event: str
    rule: str
    severity: str
    created_at: Moment
    due_at: Moment
    state: str = Field(description="waiting, sending, sent, failed or refused")
    tries: int
    sent_at: Moment | None
    answer: str | None
    possible_repeat: bool
    payload: dict[str, Any] = Field(description="what a webhook is sent")


class TestBody(BaseModel):
    """Over which channel."""

    model_config = ConfigDict(extra="forbid")

    channel: Annotated[str, Field(max_length=64)] | None = None


def _channels(state: State) -> Sequence[ChannelSettings]:
    watching = state.runtime.watching
    sender = None if watching is None else watching.sender
    return channels_of(state.runtime.settings) if sender is None else sender.channels


@router.get("/channels")
def channels(state: CurrentState) -> list[ChannelStatus]:
    """All channels, those of the settings first."""
    watching = state.runtime.watching
    sender = None if watching is None else watching.sender
    failing = {} if sender is None else {one.channel: one for one in sender.failing_channels()}
    known = {row.pop("channel"): row for row in fetch(state.runtime.warehouse, "api_channels")}
    nothing = {"waiting": 0, "failed": 0, "refused": 0, "sent_at": None, "answer": None}
    return [
        ChannelStatus.model_validate(
            {
                "name": channel.name,
                "kind": channel.kind,
                "target": channel.target,
                "works": channel.name not in failing,
                "failing_since": failing[channel.name].since if channel.name in failing else None,
                **known.get(channel.name, nothing),
            }
        )
        for channel in _channels(state)
    ]


@router.post("/channels/{name}/test", dependencies=[JsonBody])
def test(state: CurrentState, name: ChannelName) -> Sent:
    """Send a test over a channel; what the other side answered."""
    known = {channel.name: channel for channel in _channels(state)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no channel {name!r}: {remedy}")
    return _sent(state, known[name])


@router.post("/monitoring/test-notification", dependencies=[JsonBody])
def test_notification(state: CurrentState, body: TestBody) -> list[Sent]:
    """Send a test over a channel, or over each where none is named; what the other sides answered."""
    if body.channel is not None:
        return [test(state, body.channel)]
    return [_sent(state, channel) for channel in _channels(state)]


def _sent(state: State, channel: ChannelSettings) -> Sent:
    found = trying.send(channel)
    if channel.kind == IN_APP:
        with state.runtime.warehouse.transaction() as cursor:
            outbox.add(cursor, [trying.test_of(channel.name)])
    return Sent.model_validate(found.row)


@router.get("/notifications")
def notifications(
    state: CurrentState,
    channel: Annotated[str | None, Query(max_length=64, description="Only of this channel.")] = None,
    shown: Annotated[str | None, Query(alias="state", max_length=20, description="Only in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="At most so many.")] = 100,
) -> list[StoredNotification]:
    """What was told, and what became of it; the newest first."""
    values = {"channel": channel, "state": shown, "row_limit": limit}
    rows = fetch(state.runtime.warehouse, "api_notifications", values)
    return [StoredNotification.model_validate({**row, "payload": json.loads(row["payload"])}) for row in rows]
