"""Connections to a Redis server, for whatever asks one: a probe, a collector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import redis
from pydantic import AfterValidator, Field, SecretStr

from monitor import targets

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from monitor.limits import Limit

SCHEMES: Final = {"redis": 6379, "rediss": 6379}
"""With the port where a URL names none; `rediss` is over TLS."""

Url = Annotated[
    SecretStr,
    AfterValidator(targets.checked(SCHEMES)),
    Field(description="`redis://user:password@host:6379/0`; `rediss://` is over TLS."),
]


def connection(url: SecretStr, limit: Limit, *, ca_file: Path | None, verify: bool) -> redis.Connection:
    """A connection, not yet open, that ends with the limit and does not try again by itself."""
    target = targets.parse(url.get_secret_value(), SCHEMES)
    tls = targets.tls_context(ca_file, verify=verify) if target.scheme == "rediss" else None

    class Connection(redis.Connection):
        """Takes its socket from the limit."""

        def _connect(self) -> socket.socket:
            plain = limit.connect(target.host, target.port)
            return plain if tls is None else tls.wrap_socket(plain, server_hostname=target.host)

    return Connection(  # type: ignore[no-untyped-call]
        host=target.host,
        port=target.port,
        db=int(target.path) if target.path.isdecimal() else 0,
        username=target.user,
        password=target.password,
        socket_timeout=limit.remaining,
        retry=None,
        driver_info=None,
    )
