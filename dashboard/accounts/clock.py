"""The time of accounts: UTC without a zone, to the second, as the store keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import clock

if TYPE_CHECKING:
    from datetime import datetime


def now() -> datetime:
    """This moment."""
    return clock.now().replace(microsecond=0)
