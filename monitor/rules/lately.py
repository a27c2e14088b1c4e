"""The values of one alert's series over the last while, for a small chart: never for longer than it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb

from monitor.rules.question import Asking, Grid
from monitor.rules.replay import EPOCH
from monitor.rules.store import id_of
from sql.errors import LongtailError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

MOMENTS = 60
LEAST = timedelta(hours=1)
"""What is shown at least: so much before now."""


@dataclass(frozen=True, slots=True)
class Lately:
    """Values from `start` on, `step` apart, None where the series had none. Moments are UTC without a zone."""

    start: datetime
    step: timedelta
    values: tuple[float | None, ...]


def values(
    warehouse: Warehouse, rule: Rule, alert_id: str, span: tuple[datetime, datetime], seconds: float
) -> Lately | None:
    """How the series came to where it is at the end of `span`, from some time before its begin.

    None where it has no values, or where they are not had within `seconds`.
    """
    deadline = time.monotonic() + seconds
    begun, last = span
    shown = max(LEAST, 2 * (last - begun))
    every = timedelta(seconds=rule.every)
    step = max(1, -(-shown // (every * MOMENTS))) * every
    end = EPOCH + (last - EPOCH) // every * every
    grid = Grid(end - (MOMENTS - 1) * step, step, MOMENTS)
    found: list[float | None] = []
    try:
        asking = Asking(warehouse, rule, limit_seconds=seconds, stop=lambda: time.monotonic() > deadline)
        for _, points in asking.points(grid):
            if time.monotonic() > deadline:
                return None
            found.append(next((one.value for one in points if id_of(rule.name, one.labels) == alert_id), None))
    except (LongtailError, duckdb.Error):
        return None
    return Lately(grid.first, step, tuple(found)) if any(value is not None for value in found) else None
