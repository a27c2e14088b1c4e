"""All that is measured in the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.demo.watched import machines, tasks

if TYPE_CHECKING:
    from dashboard.demo.watched.signals import Signal


def signals() -> list[Signal]:
    """Each series with its course."""
    return [*machines.signals(), *tasks.signals()]
