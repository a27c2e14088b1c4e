"""How a service answers its own users, from its logs: the share that failed, and how long requests took."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from monitor import asking_warehouse, clock, kinds, outcome

EXAMPLE = """\
name = "shop users"
kind = "requests"
service = "shop"
error_rate = 0.02
"""


class Settings(outcome.ProbeSettings):
    """The requests of a service, or of all."""

    needs_warehouse: ClassVar[bool] = True
    window: kinds.Duration = Field(default=300.0, description="How far back it looks.")
    error_rate: float | None = Field(
        default=0.05, gt=0, le=1, description="From this share of failed requests on it is degraded."
    )
    mean_ms: float | None = Field(default=2000.0, gt=0, description="From this mean duration on it is degraded.")
    p95_ms: float | None = Field(
        default=1000.0, gt=0, description="From this 95th percentile of durations on it is degraded."
    )
    unhealthy_rate: float = Field(
        default=0.5, gt=0, le=1, description="From this share of failed requests on it is unhealthy."
    )
    at_least: int = Field(default=20, ge=1, description="With fewer requests nothing is concluded from them.")

    @property
    def target(self) -> str:
        """The service."""
        return self.service or "all services"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Sum up the requests of the window."""
    since = clock.now() - timedelta(seconds=settings.window)
    (row,) = asking_warehouse.rows(context, "probe_requests", {"service": settings.service, "since": since})
    if row["requests"] < settings.at_least:
        sentence = f"{row['requests']} requests in {kinds.told(settings.window)} are too few to tell."
        return outcome.measured(outcome.Status.HEALTHY, sentence, requests=row["requests"])
    rate = row["failed"] / row["requests"]
    past = [
        text
        for text, value, limit in (
            (f"{100 * rate:.1f}% failed", rate, settings.error_rate),
            (f"the mean is {row['mean_ms'] or 0:.0f} ms", row["mean_ms"], settings.mean_ms),
            (f"p95 is {row['p95_ms'] or 0:.0f} ms", row["p95_ms"], settings.p95_ms),
        )
        if limit is not None and value is not None and value >= limit
    ]
    status = outcome.Status.DEGRADED if past else outcome.Status.HEALTHY
    if rate >= settings.unhealthy_rate:
        status = outcome.Status.UNHEALTHY
    told = ", ".join(past) or f"{100 * rate:.1f}% failed"
    sentence = f"Of {row['requests']} requests in {kinds.told(settings.window)}: {told}."
    return outcome.measured(status, sentence, **row)
