"""Runs one probe as the scheduler does: its settings from a table, its limit kept from outside."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

from monitor import asking, probes
from monitor.limits import Limit
from monitor.outcome import Context, Outcome, ProbeSettings
from monitor.settings import typed

if TYPE_CHECKING:
    from sql.warehouse import Warehouse


def settings(**table: Any) -> ProbeSettings:
    """The typed settings of a table."""
    (found,) = typed(probes, [table], table="probe")
    return cast("ProbeSettings", found)


def ask(warehouse: Warehouse | None = None, /, **table: Any) -> Outcome:
    """What the probe finds."""
    probe = settings(**table)
    with Limit(probe.timeout) as limit:
        timer = threading.Timer(probe.timeout, limit.end)
        timer.start()
        try:
            return asking.ask(probe, Context(limit, warehouse))
        finally:
            timer.cancel()


def told(outcome: Outcome) -> tuple[str, str]:
    """Its status and its sentence."""
    return outcome.status.value, outcome.reason
