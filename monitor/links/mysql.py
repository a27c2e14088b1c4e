"""Connections to a MySQL or MariaDB server, for whatever asks one: a probe, a collector."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

import pymysql
from pydantic import AfterValidator, Field, SecretStr

from monitor import targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.limits import Limit

SCHEMES: Final = {"mysql": 3306, "mariadb": 3306}
"""With the port where a URL names none."""

Url = Annotated[
    SecretStr,
    AfterValidator(targets.checked(SCHEMES)),
    Field(description="`mysql://user:password@host:3306/database`; with `?tls=true` over TLS."),
]


@contextmanager
def connected(url: SecretStr, limit: Limit, *, ca_file: Path | None, verify: bool) -> Iterator[pymysql.Connection[Any]]:
    """A connection that is logged in and ends with the limit. Raises what the driver raises, and `OSError`."""
    target = targets.parse(url.get_secret_value(), SCHEMES)
    is_plain = target.options.get("tls", "false") in {"false", "0"}
    with limit.connect(target.host, target.port) as plain:
        connection: pymysql.Connection[Any] = pymysql.Connection(
            host=target.host,
            port=target.port,
            user=target.user or "root",
            password=target.password or "",
            database=target.path or None,
            ssl=None if is_plain else targets.tls_context(ca_file, verify=verify),
            read_timeout=limit.remaining,
            write_timeout=limit.remaining,
            defer_connect=True,
        )
        connection.connect(plain)
        with closing(connection):
            yield connection
