"""What a probe found: its answer, and what every probe may be told in the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from monitor.kinds import KindSettings
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.limits import Limit
    from sql.warehouse import Warehouse


class Status(StrEnum):
    """How something is. `degraded`: it works, past a threshold; `unknown`: it was not asked, or could not be."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"


class ProbeSettings(KindSettings):
    """What every `[[probe]]` may have."""

    failures: int = Field(default=2, ge=1, description="Bad results in a row until its status becomes worse.")
    successes: int = Field(default=1, ge=1, description="Good results in a row until its status becomes better.")
    critical: bool = Field(default=False, description="Whether the whole is unhealthy when this is.")
    service: str | None = Field(default=None, description="The service whose logs are shown beside it.")
    latency_ms: float | None = Field(default=None, gt=0, description="From this latency on it is degraded.")
    paused: bool = Field(default=False, description="Whether it is not run for now; its history stays.")

    needs_warehouse: ClassVar[bool] = False
    """Whether the warehouse is asked, and so must be open here."""

    @property
    def target(self) -> str:
        """What is asked, for people: never with a password."""
        return ""


class ProbeError(LongtailError):
    """Why something is unhealthy: one sentence."""


class CannotAskError(LongtailError):
    """Why something could not be asked: its status is unknown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result: `reason` is a sentence, `latency_ms` is measured by who asked where the probe does not say it."""

    status: Status
    reason: str
    details: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: float | None = None
    has_latency: bool = True
    """False where how long it took says nothing about the target, as with files and processes."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a probe is given beside its settings: its time limit, and the warehouse where one is open."""

    limit: Limit
    warehouse: Warehouse | None = None


def healthy(reason: str, **details: Any) -> Outcome:
    """It works."""
    return Outcome(Status.HEALTHY, reason, details)


def measured(status: Status, reason: str, **details: Any) -> Outcome:
    """A result whose duration says nothing of the target."""
    return Outcome(status, reason, details, has_latency=False)
