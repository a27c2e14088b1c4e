"""Runs a probe once: its result, whatever the target or the driver does, and never a password in it."""

from __future__ import annotations

import json
import re
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from monitor import kinds, probes
from monitor.outcome import CannotAskError, Outcome, ProbeError, ProbeSettings, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.outcome import Context

_HIDDEN = "***"
_LONGEST_REASON = 500
_LEAST_SECRET = 4
"""A shorter text is no secret that could be hidden: it is in every sentence."""


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


_PLAIN: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "It refuses connections."),
    (socket.gaierror, "Its name cannot be resolved."),
    (ConnectionError, "It ends the connection."),
    (EOFError, "It ends the connection."),
)
"""What errors of connections mean, the narrower kinds first."""


def _sentence(error: BaseException) -> str:
    if isinstance(error, ProbeError):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not trusted: {error.verify_message.rstrip('.')}."
    if isinstance(error, ssl.SSLError):
        return f"It does not speak TLS as it should ({error.reason or type(error).__name__})."
    known = next((sentence for kind, sentence in _PLAIN if isinstance(error, kind)), None)
    told = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    return known or f"{(told or type(error).__name__).rstrip('.: ')}."


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
    words = sorted({word for secret in _secrets(settings) for word in _spellings(secret)}, key=len, reverse=True)
    if not words and len(found.reason) <= _LONGEST_REASON and found.reason.isprintable():
        return found
    hide = re.compile("|".join(map(re.escape, words))) if words else None

    def hidden(text: str) -> str:
        return hide.sub(_HIDDEN, text) if hide else text

    reason = hidden(" ".join("".join(c if c.isprintable() else " " for c in found.reason).split()))
    details = json.loads(hidden(json.dumps(dict(found.details), default=str)))
    return _with(found, reason=reason[:_LONGEST_REASON], details=details)


def _spellings(secret: str) -> Iterator[str]:
    """A secret as it may stand in a message: as it is, in a URL, in JSON."""
    if len(secret) >= _LEAST_SECRET:
        yield from {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}


def _secrets(settings: ProbeSettings) -> Iterator[str]:
    """The values that are secret, and the passwords in those that are URLs."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for secret in value.values() if isinstance(value, dict) else (value,):
            if isinstance(secret, SecretStr):
                text = secret.get_secret_value()
                yield text
                yield from _of_url(text)


def _of_url(text: str) -> Iterator[str]:
    if "://" not in text:
        return
    user_info = urlsplit(text).netloc.rpartition("@")[0]
    password = user_info.partition(":")[2]
    yield from (password, unquote(password)) if password else ()
