"""Alerts as a Prometheus posts them: Alertmanager's API v2, `POST /api/v2/alerts`.

A list of objects with `labels`, `annotations`, `startsAt`, `endsAt` and `generatorURL`. What has no end, or Go's zero
time, fires for `RESOLVE_TIMEOUT`, as Alertmanager's `resolve_timeout` says; what is not sent again by then is over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

RESOLVE_TIMEOUT = timedelta(minutes=5)
MOST_ALERTS = 5_000
"""Of one request: Prometheus sends 256 at a time."""
MOST_LABELS = 64
LONGEST_NAME, LONGEST_VALUE, LONGEST_TEXT = 200, 1_000, 8_000
"""Letters of a label's name and value, and of an annotation, which is cut where it is longer."""
NAME = "alertname"
NAMELESS = "alert"
_FURTHEST = timedelta(days=366)
_SEVERITIES = {
    "critical": ("critical", "page", "fatal", "emergency", "disaster", "blocker"),
    "error": ("error", "high", "major"),
    "info": ("info", "information", "informational", "none", "ok", "debug", "low", "notice"),
}
"""Words that people give alerts as their severity; any other is a warning."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One alert. Moments are UTC without a zone; `labels` have no `alertname`, which is `rule`."""

    rule: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    generator_url: str
    starts_at: datetime
    ends_at: datetime

    @property
    def severity(self) -> str:
        """The severity that the label of that name says, in Longtail's words."""
        said = self.labels.get("severity", "").strip().lower()
        return next((own for own, words in _SEVERITIES.items() if said in words), "warning")


def read(body: bytes, now: datetime) -> tuple[list[Posted], str]:
    """The alerts that are right, and one sentence about the first that is not, empty where all are.

    Raises `LongtailError`, one sentence, where the body is no list of alerts.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list):
        sentence = 'The body is no list of alerts: send JSON such as [{"labels": {"alertname": "DiskFull"}}].'
        raise LongtailError(sentence)
    if len(told) > MOST_ALERTS:
        sentence = f"The body has {len(told):,} alerts: send at most {MOST_ALERTS:,} at a time."
        raise LongtailError(sentence)
    found: list[Posted] = []
    problem = ""
    for place, one in enumerate(told, start=1):
        try:
            found.append(_one(one, now))
        except ValueError as error:
            problem = problem or f"Alert {place} is wrong: {error}."
    return found, problem


def _one(told: Any, now: datetime) -> Posted:
    if not isinstance(told, dict):
        sentence = "it must be an object with labels"
        raise ValueError(sentence)  # noqa: TRY004 (one kind of error for all that is wrong)
    labels = {name: value for name, value in _texts(told, "labels").items() if value}
    _check_labels(labels)
    starts, ends = _moment(told, "startsAt"), _moment(told, "endsAt")
    if starts is not None and ends is not None and ends < starts:
        sentence = "its endsAt is before its startsAt"
        raise ValueError(sentence)
    ends_at = min(ends or now + RESOLVE_TIMEOUT, now + _FURTHEST)
    url = told.get("generatorURL") or ""
    annotations = {name: _cut(value) for name, value in list(_texts(told, "annotations").items())[:MOST_LABELS]}
    return Posted(
        rule=labels.get(NAME, NAMELESS),
        labels={name: value for name, value in sorted(labels.items()) if name != NAME},
        annotations=annotations,
        generator_url=url if isinstance(url, str) and len(url) <= LONGEST_TEXT else "",
        starts_at=min(starts or now, now, ends_at),
        ends_at=ends_at,
    )


def _texts(told: Mapping[str, Any], key: str) -> dict[str, str]:
    found = told.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        sentence = f'its {key} must be an object of texts such as {{"service": "orders"}}'
        raise ValueError(sentence)
    return {name.strip(): value for name, value in found.items()}


def _check_labels(labels: Mapping[str, str]) -> None:
    if not labels:
        sentence = "it has no labels: give it at least an alertname"
        raise ValueError(sentence)
    if len(labels) > MOST_LABELS:
        sentence = f"it has {len(labels):,} labels: at most {MOST_LABELS} are taken"
        raise ValueError(sentence)
    for name, value in labels.items():
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            sentence = f"the label {name[:40]!r} has no name of 1 to {LONGEST_NAME} printable letters"
            raise ValueError(sentence)
        if len(value) > LONGEST_VALUE:
            sentence = f"the label {name[:40]} has {len(value):,} letters: at most {LONGEST_VALUE:,} are taken"
            raise ValueError(sentence)


def _moment(told: Mapping[str, Any], key: str) -> datetime | None:
    """A moment; None where nothing is said, or the year 1, as Go writes it."""
    value = told.get(key)
    if value in (None, ""):
        return None
    try:
        found = datetime.fromisoformat(value)
        if found.year <= 1:
            return None
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (TypeError, ValueError, OverflowError):
        sentence = f"its {key} is no time such as 2026-03-01T12:00:00Z"
        raise ValueError(sentence) from None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
