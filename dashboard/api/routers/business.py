"""Business events by hour: what the Business page shows, for programs."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow
from dashboard.reads import Window, utc_now
from dashboard.reads.business import Business
from dashboard.reads.moments import earlier

router = APIRouter(tags=["statistics"])
_DAY = timedelta(days=1)


class BusinessHour(BaseModel):
    """One kind of event in one hour."""

    hour: Moment
    event: str
    events: int
    succeeded: int = Field(description="events that say that they succeeded, or say nothing")
    failed: int


@router.get("/business/hourly")
def business_hourly(state: CurrentState, window: CurrentWindow) -> list[BusinessHour]:
    """Business events by hour and kind, oldest first; of the last 24 hours where no range is given."""
    to_ts = window.to_ts or utc_now()
    asked = Window(
        window.from_ts or earlier(to_ts, _DAY), to_ts, services=None if window.service is None else (window.service,)
    )
    question = Business.of(state.runtime.settings, utc_now()).hourly(asked)
    parameters = {name: list(value) if isinstance(value, tuple) else value for name, value in question.values}
    rows = fetch(state.runtime.warehouse, question.query, parameters)
    return [BusinessHour(**row) for row in rows[: window.limit]]
