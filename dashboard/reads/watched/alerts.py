"""The questions of the page Alerts: what fires now, what fired, and what people were told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.reads import bind

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Question, Window

MOST_EPISODES = 2_000
"""Times that something fired which one list shows."""
_STEP = timedelta(seconds=5)
"""Now, as coarse as this: what still fires lasts until then, and an answer holds for so long."""


def now() -> Question:
    """One row: firing, critical, error, warning, info, pending, rules, failed, evaluated_to."""
    return bind("alerts_now")


def rows() -> Question:
    """One row for each alert that fires or is pending.

    alert_id, rule, labels (JSON), state, severity, value, threshold, peak, since, fired_at, recovers_since, said,
    source_url, runbook_url.
    """
    return bind("alert_rows")


def history(
    window: Window, now: datetime, *, alert_id: str | None = None, rule: str | None = None, limit: int = MOST_EPISODES
) -> Question:
    """Each time that an alert fired, the newest first.

    alert_id, rule, labels, severity, fired_at, resolved_at, seconds, peak, threshold, reason; of
    alerts that others sent also said, source_url, runbook_url.
    """
    return bind("alert_history", window, now=_coarse(now), alert_id=alert_id, rule=rule, limit=limit)


def by_rule(window: Window, now: datetime) -> Question:
    """Rule, times, series, firing, seconds, seconds_to_resolve …, acknowledged, seconds_to_acknowledge; often first."""
    return bind("alert_history_by_rule", window, now=_coarse(now))


def firing_series(window: Window, now: datetime) -> Question:
    """bucket, firing: the alerts that fired in it, where any did."""
    return bind("alerts_firing_series", window, now=_coarse(now))


def notifications(window: Window, rule: str | None = None, limit: int = 500) -> Question:
    """created_at, channel, event, rule, severity, state, tries, sent_at, answer, possible_repeat, key, payload."""
    return bind("notification_rows", window, alert_rule=rule, limit=limit)


def channels(window: Window) -> Question:
    """Channel, sent, failed, waiting, last_sent_at, failing (since the last one that was sent), last_answer."""
    return bind("channel_rows", window)


def rule_subjects() -> Question:
    """Kind (probe, sample), name: what a rule can be about beside what the filters offer."""
    return bind("rule_subjects")


def acknowledged() -> Question:
    """alert_id, author, note, severity (as it was then), acknowledged_at; of alerts that fire."""
    return bind("alerts_acknowledged")


def told() -> Question:
    """Of what fires.

    alert_id, channel, told_at, due_at, held_by, is_step, is_digest, state, sent_at, answer, channel_answer.
    """
    return bind("alerts_told")


def silences(now: datetime, limit: int = 200) -> Question:
    """silence_id, match (JSON), from_ts, until_ts, author, reason, ended_by, state (holds, to come, over)."""
    return bind("silence_rows", now=_coarse(now) + _STEP, limit=limit)  # one that was made a moment ago holds


def _coarse(now: datetime) -> datetime:
    return now - timedelta(seconds=now.second % _STEP.seconds, microseconds=now.microsecond)
