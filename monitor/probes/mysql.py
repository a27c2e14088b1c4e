"""Whether MySQL or MariaDB lets in and answers a query."""

from __future__ import annotations

import time

import pymysql
from pydantic import Field

from monitor import outcome, targets
from monitor.links import mysql as link

_WORDS = 2

EXAMPLE = """\
name = "accounts-db"
kind = "mysql"
url = "mysql://longtail:${DB_PASSWORD}@127.0.0.1/accounts"
"""


class Settings(outcome.ProbeSettings):
    """A MySQL or MariaDB server."""

    url: link.Url
    query: str = Field(default="select 1", description="What is asked.")
    verify: targets.VerifyTls = True
    ca_file: targets.CaFile = None
    latency_ms: float | None = Field(
        default=100.0, gt=0, description="From this latency of the query on it is degraded."
    )

    @property
    def target(self) -> str:
        """Host, port and database."""
        return targets.parse(self.url.get_secret_value(), link.SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, and run the query."""
    started = time.monotonic()
    try:
        with link.connected(
            settings.url, context.limit, ca_file=settings.ca_file, verify=settings.verify
        ) as connection:
            connected = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute(settings.query)
                cursor.fetchall()
            asked = time.monotonic()
    except pymysql.Error as error:
        cause = getattr(error, "original_exception", None)
        if isinstance(cause, OSError):
            raise cause from None
        raise outcome.ProbeError(_sentence(error)) from error
    details = {"connect_ms": round(1000 * (connected - started), 2), "version": connection.get_server_info()}
    return outcome.Outcome(outcome.Status.HEALTHY, "It lets in and answers.", details, 1000 * (asked - connected))


def _sentence(error: pymysql.Error) -> str:
    """MySQL's own message, without its number."""
    message = str(error.args[1] if len(error.args) == _WORDS else error).rstrip(".")
    return f"{message or type(error).__name__}."
