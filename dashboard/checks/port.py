"""The port: free, or this warehouse's own server's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard.checks import Finding, Verdict
from dashboard.server import remote
from dashboard.server.listening import PortError, listen

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
        listen(host, port).close()
    except PortError as error:
        yield Finding(NAME, Verdict.LOOK if owner else Verdict.FAILED, str(error))
    else:
        yield Finding(NAME, Verdict.OK, f"Port {port} on {host} is free.")
