"""How many alerts fire: the one number that the bell, Overview and the page Alerts show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import cache
from dashboard.components.alerts import severity_look
from dashboard.reads.watched import alerts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Firing:
    """How many alerts fire, by severity, the worst first; how many rules were evaluated, and up to when."""

    by_severity: Mapping[str, int]
    pending: int
    rules: int
    failed: int
    evaluated_to: datetime | None

    @property
    def count(self) -> int:
        """All that fire."""
        return sum(self.by_severity.values())

    @property
    def worst(self) -> str | None:
        """The worst severity of what fires."""
        return next((severity for severity, count in self.by_severity.items() if count), None)

    def told(self) -> str:
        """The numbers in words: `1 critical, 2 warning`."""
        parts = [f"{count} {severity}" for severity, count in self.by_severity.items() if count]
        return ", ".join(parts) or ("nothing fires" if self.rules else "no rule was evaluated yet")


def now() -> Firing:
    """How many fire now.

    Raises `LongtailError` where no warehouse is open, or it cannot answer.
    """
    row = cache.ask(alerts.now()).row(0, named=True)
    by_severity = {severity: int(row[severity]) for severity in severity_look.WORST_FIRST}
    return Firing(by_severity, row["pending"], row["rules"], row["failed"], row["evaluated_to"])
