"""Runs probes once, all side by side, as a command and a container's health check want it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor import asking
from monitor.limits import Limit
from monitor.outcome import Context, Outcome, ProbeSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sql.warehouse import Warehouse


@dataclass(slots=True)
class _Run:
    """One probe that a thread asks; the thread is left alone where it is late."""

    probe: ProbeSettings
    limit: Limit
    found: Outcome | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def ask(self, warehouse: Warehouse | None) -> None:
        """What the thread does."""
        with self.limit:
            self.found = asking.ask(self.probe, Context(self.limit, warehouse))


def run(probes: Sequence[ProbeSettings], warehouse: Warehouse | None = None) -> list[dict[str, Any]]:
    """What each probe found, in their order: a row as `longtail probes --json` prints it."""
    runs = [_Run(probe, Limit(probe.timeout)) for probe in probes]
    threads = [threading.Thread(target=one.ask, args=(warehouse,), daemon=True) for one in runs]
    for thread in threads:
        thread.start()
    for one, thread in zip(runs, threads, strict=True):
        thread.join(one.limit.remaining)
        one.limit.end()
    return [_row(one) for one in runs]


def _row(one: _Run) -> dict[str, Any]:
    probe = one.probe
    found = one.found or asking.failed(probe, None, is_late=True)
    return {
        "name": probe.name,
        "kind": probe.kind,
        "target": probe.target,
        "status": found.status.value,
        "critical": probe.critical,
        "latency_ms": None if found.latency_ms is None else round(found.latency_ms, 3),
        "reason": found.reason,
        "details": dict(found.details),
        "ts": one.at.isoformat(),
    }
