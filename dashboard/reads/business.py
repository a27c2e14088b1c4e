"""What the Business page asks: events, what became of them, by channel, account and reason.

Which records are events, and under which keys they say what, are settings (`business`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.reads import bind
from dashboard.reads.samples import Kept
from ingest.business_settings import BusinessSettings

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Question, Window
    from ingest.settings import Settings

MOST_KINDS = 200
MOST_ACCOUNTS = 500
TOP_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Business:
    """Asks about the business events of a window; `event` is one kind of them, the empty text all."""

    settings: BusinessSettings
    kept: Kept
    event: str = ""

    @classmethod
    def of(cls, settings: Settings, now: datetime, event: str = "") -> Business:
        """What these settings say, asked at a moment (UTC without a zone)."""
        kept = Kept.of(now.replace(second=0, microsecond=0), settings)
        return cls(settings.business or BusinessSettings(), kept, event)

    def headline(self, window: Window) -> Question:
        """One row: events, succeeded, failed, success_rate (0..1), active."""
        return self._asked("business_headline", window)

    def series(self, window: Window) -> Question:
        """bucket, events, succeeded, failed, other, success_rate, active."""
        return self._asked("business_series", window)

    def kinds(self, window: Window, limit: int = MOST_KINDS) -> Question:
        """event, events, failed, success_rate, last_ts."""
        return self._asked("business_kinds", window, limit=limit)

    def statuses(self, window: Window, limit: int = MOST_KINDS) -> Question:
        """status, outcome, events, share (0..1)."""
        return self._asked("business_statuses", window, limit=limit)

    def channels(self, window: Window, limit: int = MOST_KINDS) -> Question:
        """channel, events, failed, success_rate."""
        return self._asked("business_channels", window, limit=limit)

    def accounts(self, window: Window, limit: int = MOST_ACCOUNTS) -> Question:
        """account, events, failed, success_rate, quota_share (0..1), last_ts."""
        return self._asked("business_accounts", window, limit=limit)

    def failures(self, window: Window, limit: int = TOP_FAILURES) -> Question:
        """event, reason, failed, accounts, last_ts, trace_id."""
        return self._asked("business_failures", window, limit=limit)

    def week(self, window: Window) -> Question:
        """Weekday (1 Monday), hour_of_day, events, failed: per hour."""
        return self._asked("business_week", window)

    def hourly(self, window: Window) -> Question:
        """hour, event, events, succeeded, failed."""
        return self._asked("business_hourly", window)

    def _asked(self, query: str, window: Window, *, limit: int = 0) -> Question:
        found = self.settings
        keys = {
            f"{name}_keys": tuple(map(_path, getattr(found, name)))
            for name in ("event", "outcome", "channel", "account", "reason", "used", "quota")
        }
        words = {"succeeded": found.succeeded, "failed": found.failed, "counters": found.counters}
        window = replace(window, sources=found.sources)
        return bind(query, window, **keys, **words, **self.kept.until(window.bucket), event=self.event, limit=limit)


def _path(key: str) -> str:
    """A top-level key as a JSON pointer (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
