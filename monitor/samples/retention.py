"""Removes samples, minutes and hours that are older than the settings say, and series of which nothing is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from ingest.settings import Settings
    from monitor.samples.store import SampleStore
    from sql.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Days:
    """How many days each is kept; 0 is for ever."""

    samples: int = 2
    minutes: int = 30
    hours: int = 400

    @classmethod
    def of(cls, settings: Settings) -> Days:
        """What the settings say."""
        return cls(settings.sample_days, settings.sample_minute_days, settings.sample_hour_days)


def expire(warehouse: Warehouse, store: SampleStore, days: Days, now: datetime) -> int:
    """Remove what is too old at `now` (UTC without a zone); returns how many rows went.

    Raises `LongtailError` where the warehouse could not be written.
    """
    removed = 0
    for name, kept in (("samples", days.samples), ("minutes", days.minutes), ("hours", days.hours)):
        if kept == 0:
            continue
        with warehouse.transaction() as cursor:
            row = cursor.execute(
                catalog.statement(f"expire_{name}").body, {"before": now - timedelta(days=kept)}
            ).fetchone()
            removed += int(row[0]) if row else 0
    with warehouse.transaction() as cursor:
        before = {"before": now - timedelta(days=1)}
        gone = [
            series_id for (series_id,) in cursor.execute(catalog.statement("drop_empty_series").body, before).fetchall()
        ]
    store.drop_series(gone)
    return removed
