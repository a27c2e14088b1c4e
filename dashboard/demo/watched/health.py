"""What is probed in the shop, and what the probes find: nothing here is asked over a network, the shop is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.demo import troubles
from dashboard.demo.clock import DAY, microseconds
from dashboard.demo.watched.signals import Moments
from ingest.status_page_settings import StatusPageSettings
from monitor import asking
from monitor.outcome import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.demo.plan import Plan
    from monitor.outcome import Context, ProbeSettings

PROBES: Sequence[dict[str, Any]] = (
    {"name": "storefront", "kind": "http", "url": "https://shop.example/", "critical": True, "service": "storefront"},
    {
        "name": "checkout",
        "kind": "http",
        "url": "https://shop.example/api/checkout",
        "critical": True,
        "service": "orders",
    },
    {
        "name": "orders-db",
        "kind": "postgresql",
        "url": "postgresql://db-1/orders",
        "critical": True,
        "service": "orders",
    },
    {"name": "cache", "kind": "redis", "url": "redis://cache-1:6379/0", "every": "15s", "service": "catalogue"},
    {"name": "workers", "kind": "celery", "url": "redis://cache-1:6379/1", "service": "worker"},
    {"name": "mail", "kind": "smtp", "host": "mail.shop.example", "service": "worker"},
    {"name": "certificate", "kind": "tls", "host": "shop.example", "every": "5m"},
    {"name": "ledger export", "kind": "heartbeat", "schedule": "10 2 * * *", "every": "5m", "service": "worker"},
)
"""As the setting `probe` has them."""
STATUS_PAGE = StatusPageSettings(
    name="demo",
    title="The demo's shop",
    probes=("storefront", "checkout", "orders-db", "mail"),
    note="What customers of the simulated shop would see.",
)
"""At `/status/demo`."""
EVERY_SECONDS = 60
_CERTIFICATE_DAYS = 41
_RENEWED, _DAYS_BEFORE = 3 * DAY, 9
"""How long before the history's end the certificate was renewed, and how many days it still had then."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """How long a probe takes in a calm minute and in the worst, milliseconds, and what it says then."""

    calm_ms: float
    worst_ms: float
    good: str
    bad: str = ""
    breaks: bool = False
    """Whether it is unhealthy at the height of the incident, not only slow."""
    without_cache: str = ""
    """What it says while the shop's Redis refuses connections, where it needs it."""
    trouble: str = ""
    in_trouble: str = ""
    """A trouble of the shop in which it is unhealthy, and what it says then."""


_USUAL = {
    "storefront": _Usual(46, 640, "It answered 200."),
    "checkout": _Usual(120, 2_900, "It answered 200.", "It answered 502.", breaks=True),
    "orders-db": _Usual(
        4.2, 260, "It answered.", trouble=troubles.DATABASE, in_trouble="It refuses connections (db-1:5432)."
    ),
    "cache": _Usual(0.9, 3.1, "It answered.", without_cache="It refuses connections (cache-1:6379)."),
    "workers": _Usual(310, 900, "2 of 2 workers answered.", without_cache="Its broker refuses connections."),
    "mail": _Usual(
        85, 120, "It answered 250.", trouble=troubles.MAIL, in_trouble="It says nothing after the connection."
    ),
    "certificate": _Usual(31, 60, ""),
    "ledger export": _Usual(0, 0, "It ran on time."),
}


def ask_with(plan: Callable[[], Plan]) -> Callable[[ProbeSettings, Context], Outcome]:
    """What asks the probes of the shop, for now and with the plan as it is now; others are asked as they are."""

    def ask(probe: ProbeSettings, context: Context) -> Outcome:
        return found(plan(), probe, datetime.now(UTC)) if is_simulated(probe) else asking.ask(probe, context)

    return ask


def is_simulated(probe: ProbeSettings) -> bool:
    """Whether a probe is one of the shop's."""
    return probe.name in _USUAL


def found(plan: Plan, probe: ProbeSettings, at: datetime) -> Outcome:
    """What a probe of the shop finds at a moment."""
    moments = Moments.of(plan, np.array([microseconds(at)], np.int64))
    return outcomes(plan, probe, moments)[0]


def outcomes(plan: Plan, probe: ProbeSettings, at: Moments) -> list[Outcome]:
    """What a probe of the shop finds at each moment."""
    usual = _USUAL[probe.name]
    noise = at.noise(f"probe {probe.name}", 0.25)
    took = np.clip(usual.calm_ms * (0.8 + 0.4 * at.busy) * (1 + noise) + usual.worst_ms * at.bad**2, 0.2, None)
    rare = at.noise(f"rare {probe.name}", 1.0)
    wrong = at.during(usual.trouble) if usual.trouble else np.zeros(len(at.ts))
    results = []
    for moment, ms, bad, odd, up, is_wrong in zip(at.ts, took, at.bad, rare, at.up, wrong, strict=True):
        if probe.name == "certificate":
            left = _days_left(plan, int(moment))
            said = f"Its certificate is valid for {left} more days."
            results.append(Outcome(Status.HEALTHY, said, {"days_left": left}, float(ms)))
        elif probe.name == "ledger export":
            results.append(Outcome(Status.HEALTHY, usual.good, {}, has_latency=False))
        elif is_wrong:
            results.append(Outcome(Status.UNHEALTHY, usual.in_trouble, {}, has_latency=False))
        elif usual.without_cache and not up:
            results.append(Outcome(Status.UNHEALTHY, usual.without_cache, {}, has_latency=False))
        elif usual.breaks and bad > 0.6 and odd > -0.6:
            results.append(Outcome(Status.UNHEALTHY, usual.bad, {}, float(ms)))
        elif probe.name == "mail" and odd > 1.69:
            results.append(Outcome(Status.UNHEALTHY, "It ends the connection.", {}, has_latency=False))
        elif probe.latency_ms is not None and ms > probe.latency_ms:
            sentence = f"It took {ms:.0f} ms, more than {probe.latency_ms:g} ms."
            results.append(Outcome(Status.DEGRADED, sentence, {}, float(ms)))
        else:
            results.append(Outcome(Status.HEALTHY, usual.good, {}, float(ms)))
    return results


def _days_left(plan: Plan, ts: int) -> int:
    """Days until the certificate of then ends."""
    renewed = plan.now - _RENEWED
    return _CERTIFICATE_DAYS - (ts - plan.now) // DAY if ts >= renewed else _DAYS_BEFORE - (ts - renewed) // DAY
