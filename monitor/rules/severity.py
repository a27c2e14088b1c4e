"""How bad something is: one list for rules, alerts, and what people are told of them."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, the mildest first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


SEVERITIES = tuple(one.value for one in Severity)
"""From the least to the worst."""


def rank(severity: str) -> int:
    """The place of a severity, 0 for the mildest; -1 for a word that is none."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1
