"""The port: free, or this warehouse's own server's."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard import remote
from dashboard.checks import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 40
NAME = "port"


def check(subject: Subject) -> Iterator[Finding]:
    """Whether `serve` could listen."""
    host, port = subject.settings.host, subject.settings.port
    owner = remote.live(subject.settings.warehouse)
    if owner is not None and urlsplit(owner.url).port == port:
        yield Finding(NAME, Verdict.OK, f"Port {port} is this warehouse's own server's.")
        return
    try:
        with socket.create_server((host, port), family=_family(host)):
            yield Finding(NAME, Verdict.OK, f"Port {port} on {host} is free.")
    except OSError as error:
        sentence = f"Port {port} on {host} cannot be listened on ({error.strerror}): choose another with --port."
        yield Finding(NAME, Verdict.LOOK if owner else Verdict.FAILED, sentence)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
