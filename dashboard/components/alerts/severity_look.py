"""How severities and states of alerts look: one colour each, and another for text where contrast asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.rules.severity import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.style.palette import Palette

WORST_FIRST = SEVERITIES[::-1]
_LEVELS = {"critical": "CRITICAL", "error": "ERROR", "warning": "WARNING", "info": "INFO"}


def color(severity: str, palette: Palette) -> str:
    """The colour of marks."""
    return palette.levels.get(_LEVELS.get(severity, ""), palette.other)


def ink(severity: str, palette: Palette) -> str:
    """The colour of text."""
    if severity in ("critical", "error"):
        return color(severity, palette)
    return palette.worse if severity == "warning" else palette.muted


def worst(severities: Iterable[str]) -> str | None:
    """The worst of them; None where there is none."""
    found = set(severities)
    return next((one for one in WORST_FIRST if one in found), None)
