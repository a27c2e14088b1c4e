"""Moments in UTC without a zone, as commands write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def iso(moment: datetime | None) -> str | None:
    """For programs, as ISO 8601 with the zone; None stays None."""
    return None if moment is None else f"{moment.isoformat()}Z"


def minute(moment: datetime | None) -> str:
    """For people, to the minute; empty where there is none."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
