"""How a status looks: its colour, and its words. Red is for what does not work and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.style.palette import Palette

_WORDS = {"healthy": "Healthy", "degraded": "Degraded", "unhealthy": "Unhealthy", "unknown": "Not known"}


def color(status: str, palette: Palette) -> str:
    """The colour of a dot."""
    return {
        Status.HEALTHY: palette.accent,
        Status.DEGRADED: palette.levels["WARNING"],
        Status.UNHEALTHY: palette.error,
    }.get(Status(status), palette.other)


def shade(status: str, palette: Palette) -> str:
    """The colour of a period in a bar of many: quiet where all was well, so that what was not stands out."""
    return palette.scale[2] if status == Status.HEALTHY else color(status, palette)


def ink(status: str, palette: Palette) -> str:
    """The colour of the word: quiet where all is well, readable on the page's ground."""
    return {Status.DEGRADED: palette.worse, Status.UNHEALTHY: palette.error}.get(Status(status), palette.text)


def word(status: str) -> str:
    """The status as a title says it."""
    return _WORDS[status]


def of_period(counts: Mapping[str, int]) -> str:
    """The status of a period with so many `runs`, of which some were `degraded`, `unhealthy` or `unknown`."""
    for status in (Status.UNHEALTHY, Status.DEGRADED):
        if counts[status]:
            return str(status)
    return str(Status.UNKNOWN if counts["unknown"] == counts["runs"] else Status.HEALTHY)
