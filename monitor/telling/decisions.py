"""What people decide about alerts: to take note of one, and to silence some for a while. Evaluation goes on.

For pages, API and commands: each function writes one transaction.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.telling import matching, told
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

    Clock = Callable[[], datetime]

LONGEST = 1000
"""Letters of a name, a reason or a note."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is not told from `from_ts` (now where nothing is said) to `until_ts`; UTC, with or without a zone."""

    match: Mapping[str, tuple[str, ...]]
    until_ts: datetime
    author: str
    reason: str
    from_ts: datetime | None = None


def acknowledge(warehouse: Warehouse, alert_id: str, author: str, note: str = "", clock: Clock = clock.now) -> bool:
    """Take note of an alert that fires: it is not told again until it gets worse. False where it does not fire."""
    who = _text("author", author, is_needed=True)
    values = {"alert_id": alert_id, "author": who, "note": _text("note", note), "now": clock()}
    with warehouse.transaction() as cursor:
        return cursor.execute(catalog.statement("acknowledge").body, values).fetchone() is not None


def silence(warehouse: Warehouse, wanted: Silence, clock: Clock = clock.now) -> str:
    """Make a silence; its id. Raises `LongtailError`, a sentence about what is wrong with it."""
    now = clock()
    begin, end = _naive(wanted.from_ts) or now, _naive(wanted.until_ts)
    if end is None or end <= now or end <= begin:
        sentence = "The silence would be over before it begins: give a later moment at which it ends."
        raise LongtailError(sentence)
    if not wanted.match:
        sentence = 'A silence needs labels that it is about, such as {"rule": ["high_error_rate"]}.'
        raise LongtailError(sentence)
    values = {
        "silence_id": uuid.uuid4().hex[:12],
        "match": json.dumps({name: list(found) for name, found in wanted.match.items()}, ensure_ascii=False),
        "from_ts": begin,
        "until_ts": end,
        "author": _text("author", wanted.author, is_needed=True),
        "reason": _text("reason", wanted.reason),
        "created_at": now,
    }
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("store_silence").body, values)
    return str(values["silence_id"])


def end_silence(warehouse: Warehouse, silence_id: str, author: str, clock: Clock = clock.now) -> bool:
    """End a silence before its time: what still fires is told now. False where none holds or is to come."""
    now = clock()
    values = {"silence_id": silence_id, "now": now, "author": _text("author", author, is_needed=True)}
    with warehouse.transaction() as cursor:
        is_ended = cursor.execute(catalog.statement("end_silence").body, values).fetchone() is not None
        cursor.execute(catalog.statement("wake_told_alerts").body, {"now": now})
    return is_ended


def covered(warehouse: Warehouse, match: Mapping[str, tuple[str, ...]], rules: Mapping[str, Rule]) -> list[str]:
    """The ids of the alerts that fire now and that a silence with this match would keep quiet."""
    with warehouse.reader() as cursor:
        firing = told.rows(cursor, "firing_alerts")
    return [row["alert_id"] for row in firing if matching.matches(match, _subject(row, rules))]


def _subject(row: Mapping[str, Any], rules: Mapping[str, Rule]) -> matching.Subject:
    rule = rules.get(row["rule"])
    labels = {**(rule.labels if rule else {}), **json.loads(row["labels"])}
    return matching.subject(row["rule"], row["severity"], labels, rule.also if rule else ())


def _text(name: str, text: str, *, is_needed: bool = False) -> str:
    short = text.strip()
    if is_needed and not short:
        sentence = f"Say who it is: {name} is empty."
        raise LongtailError(sentence)
    if len(short) > LONGEST:
        sentence = f"The {name} has more than {LONGEST:,} letters: shorten it."
        raise LongtailError(sentence)
    return short


def _naive(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)
