"""The outbox: notifications as rows, written with what causes them, claimed by one statement, marked with the answer.

What was claimed and not marked when the process ended may have arrived or not, and so may what was sent and not
answered: it is sent again with the same key, and marked as a possible repeat. So everything is told at least once, and
what is told twice is told apart.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from monitor import clock
from monitor.notify import notice
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from monitor.notify.notice import Notification

WAITING, SENT, FAILED, REFUSED = "waiting", "sent", "failed", "refused"
_NEW = pa.schema(
    {
        "key": pa.string(),
        "channel": pa.string(),
        "event": pa.string(),
        "rule": pa.string(),
        "severity": pa.string(),
        "created_at": pa.timestamp("us"),
        "due_at": pa.timestamp("us"),
        "payload": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notification that is being sent, for the `tries`-th time."""

    notification: Notification
    tries: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a claimed one: `due_at` is when it is tried again. Times are UTC without a zone."""

    key: str
    channel: str
    state: str
    answer: str
    due_at: datetime | None = None
    sent_at: datetime | None = None
    may_have_arrived: bool = False
    """Whether sending it again may repeat it."""


@dataclass(frozen=True, slots=True)
class Failures:
    """What failed on a channel since something was last sent there; times are UTC without a zone."""

    channel: str
    since: datetime
    failures: int
    answer: str


_additions = itertools.count(1)
_added = 0


def added() -> int:
    """Grows whenever this process puts something into an outbox, some time before that is committed."""
    return _added


def _note_addition() -> None:
    global _added  # noqa: PLW0603 (one number of the process, which only grows)
    _added = next(_additions)


def add(cursor: DuckDBPyConnection, notifications: Sequence[Notification], due_at: datetime | None = None) -> None:
    """Write notifications that wait, in the transaction of `cursor`; they are due at once where no moment is given.

    Their moments are a microsecond apart, so that they stay in their order.

    One whose key its channel has already is not written again, so a transaction may be repeated.
    """
    if not notifications:
        return
    _note_addition()
    made, due = clock.now(), None if due_at is None else due_at.astimezone(UTC).replace(tzinfo=None)
    rows = [
        {
            "key": one.key,
            "channel": one.channel,
            "event": one.event,
            "rule": one.rule,
            "severity": one.severity,
            "created_at": made + timedelta(microseconds=place),
            "due_at": due or made,
            "payload": json.dumps(notice.payload(one)),
        }
        for place, one in enumerate({(one.key, one.channel): one for one in notifications}.values())
    ]
    cursor.register("new_notifications", pa.Table.from_pylist(rows, _NEW))
    try:
        cursor.execute(catalog.statement("add_notifications").body)
    finally:
        cursor.unregister("new_notifications")


def claim(cursor: DuckDBPyConnection, channel: str, *, is_trial: bool = False) -> Claimed | None:
    """Take the channel's next one that is due; nobody else gets it. None where there is none."""
    values = {"channel": channel, "now": clock.now(), "is_trial": is_trial}
    row = cursor.execute(catalog.statement("claim_notification").body, values).fetchone()
    if row is None:
        return None
    _, tries, possible_repeat, payload = row
    found = notice.notification_of(json.loads(payload))
    return Claimed(replace(found, possible_repeat=possible_repeat), tries)


def mark(cursor: DuckDBPyConnection, made: Mark) -> None:
    """Write what became of a claimed one."""
    _run(
        cursor,
        "mark_notification",
        key=made.key,
        channel=made.channel,
        state=made.state,
        answer=made.answer,
        due_at=made.due_at,
        sent_at=made.sent_at,
        may_have_arrived=made.may_have_arrived,
    )


def resume(cursor: DuckDBPyConnection) -> None:
    """Let what another life of this process was sending be sent again, as a possible repeat."""
    _run(cursor, "resume_notifications", now=clock.now())


def refuse_unknown(cursor: DuckDBPyConnection, channels: Sequence[str]) -> None:
    """Refuse what is due for channels that are not among these."""
    _run(cursor, "refuse_notifications", channels=list(channels), now=clock.now())


def requeue(cursor: DuckDBPyConnection, channel: str, most_tries: int) -> None:
    """Let what was given up on a channel be sent, but what was tried that often."""
    if (
        _run(cursor, "requeue_notifications", channel=channel, now=clock.now(), most_tries=most_tries).fetchone()
        is not None
    ):
        _note_addition()


def send_again(cursor: DuckDBPyConnection, key: str, channel: str) -> bool:
    """Let one be sent once more with the same key; False where there is none, or where it waits already."""
    _note_addition()
    return _run(cursor, "send_notification_again", key=key, channel=channel, now=clock.now()).fetchone() is not None


def due(cursor: DuckDBPyConnection) -> dict[str, datetime]:
    """When the next one of each channel is due."""
    return dict(_run(cursor, "due_notifications", now=clock.now()).fetchall())


def failures(cursor: DuckDBPyConnection) -> list[Failures]:
    """The channels whose last ones failed."""
    return [Failures(*row) for row in _run(cursor, "failing_channels").fetchall()]


def counts(cursor: DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """How many each channel has in each state."""
    return _run(cursor, "count_notifications").fetchall()


def drop(cursor: DuckDBPyConnection, before: datetime) -> None:
    """Drop what is older and done."""
    _run(cursor, "drop_notifications", before=before)


def _run(cursor: DuckDBPyConnection, name: str, **values: Any) -> DuckDBPyConnection:
    return cursor.execute(catalog.statement(name).body, values)
