"""Every kind that asks over the network, against every trouble of it: an answer in time, without a password."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.monitor import troubles
from tests.monitor.probes.asked import ask, settings
from tests.patience import seconds

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Callable

    Handle = Callable[[socket.socket, threading.Event], None]

_PASSWORD = "p4ssw0rd/of:tests"  # noqa: S105 (a test's own)
_LIMIT = 0.4


def _tables(port: int) -> dict[str, dict[str, Any]]:
    secret = "p4ssw0rd%2Fof%3Atests"  # noqa: S105 (as above)
    at = f"longtail:{secret}@127.0.0.1:{port}"
    account = {"username": "longtail", "password": _PASSWORD}
    place = {"host": "127.0.0.1", "port": port}
    return {
        "tcp": {**place, "expect": "hello!", "send": "hello?"},
        "http": {"url": f"http://{at}/"},
        "https": {"kind": "http", "url": f"https://{at}/"},
        "tls": place,
        "smtp": {**place, **account},
        "smtps": {"kind": "smtp", "security": "tls", **place, **account},
        "imap": {**place, **account},
        "imap-plain": {"kind": "imap", "security": "none", **place, **account},
        "postgresql": {"url": f"postgresql://{at}/orders"},
        "postgresql-tls": {"kind": "postgresql", "url": f"postgresql://{at}/orders?sslmode=require"},
        "mysql": {"url": f"mysql://{at}/orders"},
        "mysql-tls": {"kind": "mysql", "url": f"mysql://{at}/orders?tls=true"},
        "redis": {"url": f"redis://{at}/0"},
        "rediss": {"kind": "redis", "url": f"rediss://{at}/0"},
        "rabbitmq": {"url": f"amqp://{at}/"},
        "amqps": {"kind": "rabbitmq", "url": f"amqps://{at}/"},
        "celery": {"url": f"redis://{at}/0"},
    }


_NAMES = sorted(_tables(1))


def _asked(name: str, port: int) -> tuple[str, str, bool]:
    """The status, the sentence, and whether it came in time and has neither a password nor an exception's name."""
    started = time.monotonic()
    found = ask(**{"kind": name, "name": name, "timeout": _LIMIT, **_tables(port)[name]})
    in_time = time.monotonic() - started < seconds(20 * _LIMIT)
    text = f"{found.reason} {json.dumps(dict(found.details))}"
    is_clean = found.reason.endswith(".") and not re.search(r"p4ssw0rd|\n|\w(Error|Warning|Exception):", text)
    return found.status.value, found.reason, in_time and is_clean


@pytest.mark.parametrize("handle", [troubles.silent, troubles.dripping])
@pytest.mark.parametrize("name", _NAMES)
def test_no_end(name: str, handle: Handle) -> None:
    """It says nothing, or one byte at a time for ever: the limit ends it, where this is not seen as wrong before."""
    with troubles.serving(handle) as port:
        status, sentence, is_good = _asked(name, port)
    may_notice = handle is troubles.dripping
    assert ("unhealthy", True) == (status, is_good)
    assert may_notice or sentence == f"It did not answer within {_LIMIT} s."


@pytest.mark.parametrize("handle", [troubles.closing, troubles.babbling])
@pytest.mark.parametrize("name", _NAMES)
def test_no_protocol(name: str, handle: Handle) -> None:
    """It ends the connection, or says what nobody understands."""
    with troubles.serving(handle) as port:
        status, sentence, is_good = _asked(name, port)
    assert ("unhealthy", True) == (status, is_good), sentence


@pytest.mark.parametrize("name", _NAMES)
def test_nobody_listens(name: str) -> None:
    """A port that refuses."""
    with troubles.refusing() as port:
        found = ask(**{"kind": name, "name": name, "timeout": 5, **_tables(port)[name]})
    assert ("unhealthy", "It refuses connections.") == (found.status.value, found.reason)


@pytest.mark.parametrize("name", _NAMES)
def test_targets_have_no_password(name: str) -> None:
    """What is shown of a probe names the place and no secret."""
    probe = settings(**{"kind": name, "name": name, **_tables(4321)[name]})
    shown = f"{probe.target} {probe!r} {probe.model_dump_json()}"
    assert (True, False) == ("127.0.0.1:4321" in probe.target, "p4ssw0rd" in shown)
