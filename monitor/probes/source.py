"""Whether a log stream still says something: one that fell silent is unhealthy."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from monitor import asking_warehouse, clock, kinds, outcome

EXAMPLE = """\
name = "orders log"
kind = "source"
service = "orders"
source = "app"
silent = "10m"
"""


class Settings(outcome.ProbeSettings):
    """A log stream."""

    needs_warehouse: ClassVar[bool] = True
    source: str | None = Field(
        default=None, description="The stream, such as `app`; all of the service where none is said."
    )
    silent: kinds.Duration = Field(default=900.0, description="After this long without a record it is unhealthy.")
    failures: int = Field(default=1, ge=1, description="Bad results in a row until its status becomes worse.")

    @property
    def target(self) -> str:
        """Service and stream."""
        return " ".join(part for part in (self.service, self.source) if part) or "all logs"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Look for the last record."""
    (row,) = asking_warehouse.rows(context, "probe_source", {"service": settings.service, "source": settings.source})
    last = row["last_ts"]
    if last is None:
        sentence = f"{settings.target} has no record yet."
        raise outcome.CannotAskError(sentence)
    seconds = max(0.0, (clock.now() - last).total_seconds())
    status = outcome.Status.UNHEALTHY if seconds > settings.silent else outcome.Status.HEALTHY
    sentence = f"The last record is {kinds.told(seconds)} old."
    return outcome.measured(status, sentence, last_ts=last.isoformat(), silent_seconds=round(seconds, 1))
