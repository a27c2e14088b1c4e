"""Whether this machine has processor time and memory left."""

from __future__ import annotations

import psutil
from pydantic import Field

from monitor import outcome

_MEASURED_SECONDS = 1.0

EXAMPLE = """\
kind = "system"
memory_percent = 90
"""


class Settings(outcome.ProbeSettings):
    """The machine that Longtail runs on."""

    cpu_percent: float = Field(
        default=80.0, gt=0, le=100, description="From this use of all its processors on it is degraded."
    )
    memory_percent: float = Field(
        default=85.0, gt=0, le=100, description="From this use of its memory on it is degraded."
    )
    swap_percent: float | None = Field(
        default=None, gt=0, le=100, description="From this use of its swap on it is degraded."
    )

    @property
    def target(self) -> str:
        """The machine."""
        return "this machine"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Look at the processors for a second, and at the memory."""
    used = {
        "cpu": psutil.cpu_percent(min(_MEASURED_SECONDS, context.limit.remaining / 2)),
        "memory": psutil.virtual_memory().percent,
        "swap": psutil.swap_memory().percent,
    }
    most = {"cpu": settings.cpu_percent, "memory": settings.memory_percent, "swap": settings.swap_percent}
    past = [name for name, limit in most.items() if limit is not None and used[name] >= limit]
    names = {"cpu": "Processors", "memory": "Memory", "swap": "Swap"}
    told = [f"{names[name]} {used[name]:.0f}%" for name in past or ("cpu", "memory")]
    status = outcome.Status.DEGRADED if past else outcome.Status.HEALTHY
    details = {f"{name}_percent": value for name, value in used.items()}
    return outcome.measured(status, f"{', '.join(told)} used.", **details)
