"""Samples over HTTP: the course of a series over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.reads.moments import aware_utc, naive_utc
from dashboard.reads.samples import Kept
from monitor import clock
from sql.errors import LongtailError

router = APIRouter(tags=["samples"])
_MOST_POINTS = 11_000
"""As many as Prometheus gives of a series."""
_POINTS = 300
_PAIR = r"[A-Za-z_][A-Za-z0-9_]*=.*"


class Point(BaseModel):
    """One step of a series."""

    ts: Moment
    value: float | None = Field(description="mean of the step")
    min: float | None
    max: float | None
    last: float | None
    increase: float | None = Field(description="what a counter grew by in the step; null for what is no counter")


class SampleSeries(BaseModel):
    """One series over time."""

    name: str
    labels: dict[str, str]
    kind: str
    points: list[Point]


@router.get("/samples")
def samples(  # noqa: PLR0913, PLR0917 (the parameters of the path)
    state: CurrentState,
    name: Annotated[str, Query(description="The name, such as `cpu_usage_percent`.", max_length=200)],
    labels: Annotated[
        list[Annotated[str, Query(pattern=_PAIR, max_length=1000)]] | None,
        Query(description="Labels that the series must have, as `name=value`; repeated, or with commas between."),
    ] = None,
    from_: Annotated[datetime | None, Query(alias="from", description="First moment; an hour ago by default.")] = None,
    to: Annotated[datetime | None, Query(description="First moment after the range; now by default.")] = None,
    step: Annotated[float | None, Query(gt=0, description="Seconds of a step; about 300 steps by default.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="At most this many series.")] = 1000,
) -> list[SampleSeries]:
    """Each series of that name, in steps, oldest first; a step without a sample is left out."""
    now = clock.now()
    to_ts = now if to is None else naive_utc(to)
    from_ts = to_ts - timedelta(hours=1) if from_ is None else naive_utc(from_)
    if from_ts >= to_ts:
        sentence = "The range is empty: from must lie before to."
        raise LongtailError(sentence)
    seconds = max(1, round(step or (to_ts - from_ts).total_seconds() / _POINTS))
    if (to_ts - from_ts).total_seconds() / seconds > _MOST_POINTS:
        sentence = f"That are more than {_MOST_POINTS:,} steps: choose a longer step, or a shorter range."
        raise LongtailError(sentence)
    kept = Kept.of(now, state.runtime.settings)
    given = {
        "name": name,
        "only": [pair for one in labels or () for pair in one.split(",")],
        "from_ts": from_ts,
        "to_ts": to_ts,
        "bucket_seconds": seconds,
        "limit": limit,
        **kept.until(timedelta(seconds=seconds)),
    }
    return [
        SampleSeries(name=name, labels=row["labels"], kind=row["kind"], points=[_point(one) for one in row["points"]])
        for row in fetch(state.runtime.warehouse, "api_samples", given)
    ]


def _point(told: dict[str, object]) -> Point:
    return Point(**{**told, "ts": aware_utc(told["ts"])})  # type: ignore[arg-type]
