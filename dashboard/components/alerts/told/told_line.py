"""Who was told of an alert that fires, where and when, or why nobody was: one short line."""

from __future__ import annotations

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
    """What is said, and what must not be missed: that channels fail."""

    text: str
    failure: str = ""


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
    """What is said of an alert with these rows of the query alerts_told: who was told last comes first."""
    bad = [row for row in rows if _fails(row)]
    sent = [row for row in rows if row["state"] == outbox.SENT]
    others = [row for row in rows if row not in bad and row not in sent]
    newest = sorted(sent, key=lambda row: row["sent_at"] or row["told_at"], reverse=True)
    said = [(row["channel"], _how(context, row)) for row in (*newest, *others)]
    return Line(_joined(said), _joined((row["channel"], _failure(row)) for row in bad))


def _joined(said: Iterable[tuple[str, tuple[str, str]]]) -> str:
    """Channels of which the same is said are named together."""
    by_words: dict[tuple[str, str], list[str]] = {}
    for channel, words in said:
        by_words.setdefault(words, []).append(channel)
    text = " · ".join(f"{before} {_named(channels)}{after}" for (before, after), channels in by_words.items())
    return visible(text[:1].upper() + text[1:])


def _named(channels: Sequence[str]) -> str:
    if len(channels) > _MOST_NAMED:
        return f"{', '.join(channels[:_MOST_NAMED])} and {len(channels) - _MOST_NAMED} more"
    return " and ".join(filter(None, [", ".join(channels[:-1]), channels[-1]]))


def _fails(row: Mapping[str, Any]) -> bool:
    """Whether it was given up, is to be tried again, or waits for a channel that fails."""
    is_given_up = row["state"] in (outbox.FAILED, outbox.REFUSED)
    is_waiting = row["state"] not in (None, outbox.SENT)
    return is_given_up or (is_waiting and (row["answer"] is not None or row["channel_answer"] is not None))


def _failure(row: Mapping[str, Any]) -> tuple[str, str]:
    answer = " ".join(str(row["answer"] or row["channel_answer"] or "no answer").split())
    short = answer if len(answer) <= _LONGEST_ANSWER else answer[: _LONGEST_ANSWER - 1] + "…"
    again = "" if row["state"] in (outbox.FAILED, outbox.REFUSED) else ", is tried again"
    return "telling", f" fails{again}: {short.rstrip('.')}"


def _how(context: PageContext, row: Mapping[str, Any]) -> tuple[str, str]:
    """What is said before and after the name of a channel that was told, is told next, or is not told at all."""
    due = row["due_at"]
    if row["state"] == outbox.SENT:
        return "told", f" {numbers.ago(row['sent_at'] or row['told_at'], context.now)}"
    if row["held_by"] and row["told_at"] is None:
        word, _, name = row["held_by"].partition(" ")
        return "not told:", f" ({_HELD.get(word, f'{word} {name}')})"
    if row["told_at"] is not None or (due is not None and due <= context.now):
        return "telling", " now"
    if due is None:
        return "not told:", " (acknowledged)" if row["is_step"] else ""
    if row["is_digest"]:
        return "next:", f" at {time_range.to_local(due, context.window.timezone):%H:%M}, with the digest"
    condition = ", if nobody acknowledges it" if row["is_step"] else ""
    return "next:", f" in {numbers.span(due - context.now)}{condition}"
