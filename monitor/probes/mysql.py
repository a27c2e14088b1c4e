"""Whether MySQL or MariaDB lets in and answers a query."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pymysql
from pydantic import AfterValidator, Field, SecretStr

from monitor import outcome, targets

if TYPE_CHECKING:
    import ssl

    from monitor.targets import Target

_SCHEMES = {"mysql": 3306, "mariadb": 3306}
_WORDS = 2

EXAMPLE = """\
name = "accounts-db"
kind = "mysql"
url = "mysql://longtail:${DB_PASSWORD}@127.0.0.1/accounts"
"""


class Settings(outcome.ProbeSettings):
    """A MySQL or MariaDB server."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="`mysql://user:password@host:3306/database`; with `?tls=true` over TLS."
    )
    query: str = Field(default="select 1", description="What is asked.")
    verify: bool = Field(default=True, description="Whether the certificate is checked, where TLS is asked for.")
    ca_file: Path | None = Field(default=None, description="A file of authorities to trust, in place of the system's.")
    latency_ms: float | None = Field(
        default=100.0, gt=0, description="From this latency of the query on it is degraded."
    )

    @property
    def target(self) -> str:
        """Host, port and database."""
        return targets.parse(self.url.get_secret_value(), _SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, and run the query."""
    target = targets.parse(settings.url.get_secret_value(), _SCHEMES)
    started = time.monotonic()
    with context.limit.connect(target.host, target.port) as plain:
        connection = pymysql.Connection(
            host=target.host,
            port=target.port,
            user=target.user or "root",
            password=target.password or "",
            database=target.path or None,
            ssl=_tls(settings, target),
            read_timeout=context.limit.remaining,
            write_timeout=context.limit.remaining,
            defer_connect=True,
        )
        try:
            connection.connect(plain)
            connected = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute(settings.query)
                cursor.fetchall()
            asked = time.monotonic()
            connection.close()
        except pymysql.Error as error:
            cause = getattr(error, "original_exception", None)
            if isinstance(cause, OSError):
                raise cause from None
            raise outcome.ProbeError(_sentence(error)) from error
    details = {"connect_ms": round(1000 * (connected - started), 2), "version": connection.get_server_info()}
    return outcome.Outcome(outcome.Status.HEALTHY, "It lets in and answers.", details, 1000 * (asked - connected))


def _tls(settings: Settings, target: Target) -> ssl.SSLContext | None:
    if target.options.get("tls", "false") in {"false", "0"}:
        return None
    return targets.tls_context(settings.ca_file, verify=settings.verify)


def _sentence(error: pymysql.Error) -> str:
    """MySQL's own message, without its number."""
    message = str(error.args[1] if len(error.args) == _WORDS else error).rstrip(".")
    return f"{message or type(error).__name__}."
