"""Whether PostgreSQL lets in and answers a query."""

from __future__ import annotations

import ssl
import struct
import time

import pg8000
from pydantic import Field

from monitor import outcome, targets
from monitor.links import postgresql as link

EXAMPLE = """\
name = "orders-db"
kind = "postgresql"
url = "postgresql://longtail:${DB_PASSWORD}@127.0.0.1/orders"
"""


class Settings(outcome.ProbeSettings):
    """A PostgreSQL server."""

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
            connection.run(settings.query)
            asked = time.monotonic()
    except (pg8000.DatabaseError, pg8000.InterfaceError) as error:
        raise outcome.ProbeError(_sentence(error)) from error
    except (OSError, ssl.SSLError, UnicodeError):  # a certificate's is a ValueError too
        raise
    except (LookupError, ValueError, struct.error) as error:
        sentence = "It does not answer as PostgreSQL does."
        raise outcome.ProbeError(sentence) from error
    latency = 1000 * (asked - connected)
    version = connection.parameter_statuses.get("server_version", "")
    details = {"connect_ms": round(1000 * (connected - started), 2), "version": version}
    return outcome.Outcome(outcome.Status.HEALTHY, "It lets in and answers.", details, latency)


def _sentence(error: Exception) -> str:
    """PostgreSQL's own message: the field `M` of an error's answer."""
    told = error.args[0] if error.args else ""
    message = str(told.get("M", "")) if isinstance(told, dict) else str(told)
    return f"{message[:1].upper()}{message[1:].rstrip('.') or type(error).__name__}."
