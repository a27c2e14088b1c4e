"""Sends one notification by its channel's kind: an answer whatever happens, in one line, and without any secret."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import httpcore
import httpx

from monitor import hiding, kinds, targets
from monitor.limits import Limit
from monitor.notify import channels
from monitor.notify.channel import Answer
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from monitor.notify.channel import ChannelSettings
    from monitor.notify.notice import Notification

LONGEST_ANSWER = 300


def deliver(settings: ChannelSettings, notification: Notification, package: ModuleType = channels) -> Answer:
    """What the other side said; it never raises, and takes no longer than the channel's time limit."""
    with Limit(settings.timeout) as limit:
        timer = threading.Timer(settings.timeout, limit.end)
        timer.daemon = True
        timer.start()
        try:
            send = cast("Callable[..., Answer]", kinds.load(package, settings.kind).send)
            found = send(settings, notification, limit)
        except Exception as error:  # noqa: BLE001 (whatever a provider's library raises is an answer)
            found = _failed(settings, error, is_late=limit.is_over)
        finally:
            timer.cancel()
    return _cleaned(settings, found)


def _failed(settings: ChannelSettings, error: Exception, *, is_late: bool) -> Answer:
    is_unclear = not isinstance(error, _NOT_SENT)
    if is_late or isinstance(error, TimeoutError | httpx.TimeoutException | httpcore.TimeoutException):
        text = f"It did not answer within {settings.timeout:g} s."
        return Answer(ok=False, status=None, text=text, may_have_arrived=is_unclear)
    return Answer(ok=False, status=None, text=_sentence(error), may_have_arrived=is_unclear)


_DEEPEST = 10
_NOT_SENT = (
    ConnectionRefusedError,
    socket.gaierror,
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    LongtailError,
)
"""Errors before anything was sent."""


def _sentence(error: BaseException) -> str:
    """What went wrong, by the error at its root: httpcore wraps those of sockets and of TLS."""
    if isinstance(error, LongtailError):
        return str(error)
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and len(chain) < _DEEPEST:
        chain.append(cause)
    known = next((sentence for one in reversed(chain) if (sentence := targets.trouble(one))), None)
    if known is None and isinstance(error, httpx.ProtocolError | httpcore.ProtocolError):
        known = "It ends the connection, or does not speak HTTP."
    told = error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
    return known or f"{told.rstrip('.: ')}."


def _cleaned(settings: ChannelSettings, found: Answer) -> Answer:
    hidden = hiding.hider(settings, whole_urls=True) or str
    text = hiding.one_line(hidden(found.text))
    return replace(found, text=text if len(text) <= LONGEST_ANSWER else f"{text[: LONGEST_ANSWER - 1]}…")
