"""The time of accounts: UTC without a zone, to the second, as the store keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
