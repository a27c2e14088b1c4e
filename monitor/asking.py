"""Runs a probe once: its result, whatever the target or the driver does, and never a password in it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, cast

from monitor import hiding, kinds, probes, targets
from monitor.outcome import CannotAskError, Outcome, ProbeError, ProbeSettings, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.outcome import Context

_LONGEST_REASON = 500


def ask(settings: ProbeSettings, context: Context) -> Outcome:
    """What the probe finds now; it never raises."""
    started = time.monotonic()
    try:
        probe = cast("Callable[..., Outcome]", kinds.load(probes, settings.kind).probe)
        found = probe(settings, context)
    except Exception as error:  # noqa: BLE001 (drivers raise what they like, and each is a result)
        return cleaned(settings, failed(settings, error, is_late=context.limit.is_over))
    if found.latency_ms is None and found.has_latency:
        found = _with(found, latency_ms=1000 * (time.monotonic() - started))
    return cleaned(settings, _against_threshold(settings, found))


def failed(settings: ProbeSettings, error: BaseException | None, *, is_late: bool) -> Outcome:
    """The result of a run that raised `error`, or that passed its limit."""
    if isinstance(error, CannotAskError):
        return Outcome(Status.UNKNOWN, str(error), has_latency=False)
    if is_late or error is None or isinstance(error, TimeoutError):
        return Outcome(Status.UNHEALTHY, f"It did not answer within {settings.timeout:g} s.", has_latency=False)
    return Outcome(Status.UNHEALTHY, _sentence(error), has_latency=False)


def _sentence(error: BaseException) -> str:
    if isinstance(error, ProbeError):
        return str(error)
    told = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    return targets.trouble(error) or f"{(told or type(error).__name__).rstrip('.: ')}."


def _against_threshold(settings: ProbeSettings, found: Outcome) -> Outcome:
    limit, latency = settings.latency_ms, found.latency_ms
    if limit is None or latency is None or latency < limit or found.status is not Status.HEALTHY:
        return found
    sentence = f"It took {latency:.0f} ms, more than {limit:g} ms."
    return _with(found, status=Status.DEGRADED, reason=sentence)


def _with(found: Outcome, **changes: Any) -> Outcome:
    values = {name: getattr(found, name) for name in Outcome.__slots__}
    return Outcome(**values | changes)


def cleaned(settings: ProbeSettings, found: Outcome) -> Outcome:
    """The same result without any secret of the settings, in one line."""
    hidden = hiding.hider(settings)
    if hidden is None and len(found.reason) <= _LONGEST_REASON and found.reason.isprintable():
        return found
    hidden = hidden or str
    details = json.loads(hidden(json.dumps(dict(found.details), default=str)))
    return _with(found, reason=hidden(hiding.one_line(found.reason))[:_LONGEST_REASON], details=details)
