"""How a status looks: its colour, and its words. Red is for what does not work and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.style.palette import Palette

_SHARE = 0.05
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


def word(status: str, *, is_paused: bool = False) -> str:
    """The status as a title says it."""
    return "Paused" if is_paused else _WORDS[status]


def of_period(counts: Mapping[str, int]) -> str:
    """The status of a period with so many `runs`, of which some were `degraded`, `unhealthy` or `unknown`.

    A twentieth of the runs decides; where fewer were unhealthy it is degraded, so that a long period with one lost
    run is not as red as an outage.
    """
    asked = counts["runs"] - counts["unknown"]
    if asked == 0:
        return str(Status.UNKNOWN)
    if counts["unhealthy"] >= _SHARE * asked:
        return str(Status.UNHEALTHY)
    is_degraded = counts["unhealthy"] > 0 or counts["degraded"] >= _SHARE * asked
    return str(Status.DEGRADED if is_degraded else Status.HEALTHY)
