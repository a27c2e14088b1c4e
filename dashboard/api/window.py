"""The parameters that most questions share: a time range, a service, a limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query

from dashboard.reads.moments import naive_utc
from sql.errors import LongtailError


@dataclass(frozen=True, slots=True)
class Window:
    """From (inclusive) to (exclusive), both UTC without a zone as in the warehouse; None does not bound."""

    from_ts: datetime | None
    to_ts: datetime | None
    service: str | None
    limit: int

    @property
    def parameters(self) -> dict[str, Any]:
        """As the queries name them."""
        return {"from_ts": self.from_ts, "to_ts": self.to_ts, "service": self.service, "row_limit": self.limit}


def _window(
    from_: Annotated[
        datetime | None,
        Query(alias="from", description="First moment, ISO 8601; without a zone it is UTC."),
    ] = None,
    to: Annotated[
        datetime | None,
        Query(description="First moment after the range, ISO 8601; without a zone it is UTC."),
    ] = None,
    service: Annotated[str | None, Query(description="Only this service.", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100_000, description="At most this many rows.")] = 1000,
) -> Window:
    from_ts, to_ts = (None if moment is None else naive_utc(moment) for moment in (from_, to))
    window = Window(from_ts, to_ts, service, limit)
    if window.from_ts is not None and window.to_ts is not None and window.from_ts >= window.to_ts:
        sentence = "The range is empty: from must lie before to."
        raise LongtailError(sentence)
    return window


CurrentWindow = Annotated[Window, Depends(_window)]
"""A route's parameters from, to, service and limit."""
