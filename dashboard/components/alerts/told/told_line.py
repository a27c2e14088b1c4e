"""Who was told of an alert that fires, where and when, or why nobody was: one short line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard import cache
from dashboard.components.controls import time_range
from dashboard.reads.watched import alerts
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import visible
from monitor.notify import configured, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.components.layout.page_context import PageContext

_HELD = {"silence": "silenced", "inhibited": "another alert is worse", "out": "out of hours"}
"""What keeps people from being told, by the first word of it; maintenance says its name."""
_MOST_NAMED = 3
_LONGEST_ANSWER = 100


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, and whether it must not be missed: a channel fails."""

    text: str
    is_bad: bool = False


def lines(context: PageContext, alert_ids: Iterable[str]) -> dict[str, Line]:
    """A line for each of these alerts, which fire."""
    found: dict[str, list[dict[str, Any]]] = {alert_id: [] for alert_id in alert_ids}
    if not found:
        return {}
    for row in cache.ask(alerts.told()).to_dicts():
        if row["alert_id"] in found:
            found[row["alert_id"]].append(row)
    nobody = _nobody()
    return {alert_id: line(context, rows) if rows else nobody for alert_id, rows in found.items()}


def _nobody() -> Line:
    known = [channel.name for channel in configured.channels_of(runtime.current().settings)]
    has_channels = any(name != configured.IN_APP for name in known)
    return Line("Not told: no route" if has_channels else "Not told: there is no channel")


def line(context: PageContext, rows: Sequence[Mapping[str, Any]]) -> Line:
    """What is said of an alert with these rows of the query alerts_told: failures first, then who was told."""
    bad = [row for row in rows if _fails(row)]
    sent = [row for row in rows if row["state"] == outbox.SENT]
    others = [row for row in rows if row not in bad and row not in sent]
    parts = [*_failures(bad), *_sent(context, sent), *(_waits(context, row) for row in others)]
    text = " · ".join(parts)
    return Line(visible(text[:1].upper() + text[1:]), is_bad=bool(bad))


def _fails(row: Mapping[str, Any]) -> bool:
    """Whether it was given up, or is to be tried again."""
    is_given_up = row["state"] in (outbox.FAILED, outbox.REFUSED)
    return is_given_up or (row["state"] not in (None, outbox.SENT) and row["answer"] is not None)


def _failures(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for row in rows:
        answer = " ".join(str(row["answer"] or "no answer").split())
        short = answer if len(answer) <= _LONGEST_ANSWER else answer[: _LONGEST_ANSWER - 1] + "…"
        again = "" if row["state"] in (outbox.FAILED, outbox.REFUSED) else ", is tried again"
        yield f"telling {row['channel']} fails{again}: {short.rstrip('.')}"


def _sent(context: PageContext, rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Channels that were told as long ago as each other are named together."""

    def ago(row: Mapping[str, Any]) -> str:
        return numbers.ago(row["sent_at"] or row["told_at"], context.now)

    newest = sorted(rows, key=lambda row: row["sent_at"] or row["told_at"], reverse=True)
    for when, group in itertools.groupby(newest, ago):
        yield f"told {_named([row['channel'] for row in group])} {when}"


def _named(channels: Sequence[str]) -> str:
    if len(channels) > _MOST_NAMED:
        return f"{', '.join(channels[:_MOST_NAMED])} and {len(channels) - _MOST_NAMED} more"
    return " and ".join(filter(None, [", ".join(channels[:-1]), channels[-1]]))


def _waits(context: PageContext, row: Mapping[str, Any]) -> str:
    """What is on its way, waits, or is not told at all."""
    channel, due = row["channel"], row["due_at"]
    if row["held_by"] and row["told_at"] is None:
        word, _, name = row["held_by"].partition(" ")
        return f"not told: {channel} ({_HELD.get(word, f'{word} {name}')})"
    if row["told_at"] is not None or (due is not None and due <= context.now):
        return f"telling {channel} now"
    if due is None:
        return f"not told: {channel}" + (" (acknowledged)" if row["is_step"] else "")
    if row["is_digest"]:
        return f"next: {channel} at {time_range.to_local(due, context.window.timezone):%H:%M}, with the digest"
    condition = ", if nobody acknowledges it" if row["is_step"] else ""
    return f"next: {channel} in {numbers.span(due - context.now)}{condition}"
