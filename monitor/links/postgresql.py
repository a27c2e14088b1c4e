"""Connections to a PostgreSQL server, for whatever asks one: a probe, a collector."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import pg8000.native
from pydantic import AfterValidator, Field, SecretStr

from monitor import targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.limits import Limit

SCHEMES: Final = {"postgresql": 5432, "postgres": 5432}
"""With the port where a URL names none."""
_SECURED = ("require", "verify-ca", "verify-full")

Url = Annotated[
    SecretStr,
    AfterValidator(targets.checked(SCHEMES)),
    Field(description="`postgresql://user:password@host:5432/database`; with `?sslmode=require` over TLS."),
]


@contextmanager
def connected(
    url: SecretStr, limit: Limit, *, ca_file: Path | None, verify: bool
) -> Iterator[pg8000.native.Connection]:
    """A connection that is logged in and ends with the limit. Raises what the driver raises, and `OSError`."""
    target = targets.parse(url.get_secret_value(), SCHEMES)
    is_secured = target.options.get("sslmode") in _SECURED
    with limit.connect(target.host, target.port) as plain:
        connection = pg8000.native.Connection(
            target.user or "postgres",
            host=target.host,
            database=target.path or None,
            password=target.password,
            ssl_context=targets.tls_context(ca_file, verify=verify) if is_secured else False,
            application_name="longtail",
            sock=plain,
        )
        yield connection
        connection.close()
