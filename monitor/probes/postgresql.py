"""Whether PostgreSQL lets in and answers a query."""

from __future__ import annotations

import ssl
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pg8000.native
from pydantic import AfterValidator, Field, SecretStr

from monitor import outcome, targets

if TYPE_CHECKING:
    from monitor.targets import Target

_SCHEMES = {"postgresql": 5432, "postgres": 5432}
_SECURED = ("require", "verify-ca", "verify-full")

EXAMPLE = """\
name = "orders-db"
kind = "postgresql"
url = "postgresql://longtail:${DB_PASSWORD}@127.0.0.1/orders"
"""


class Settings(outcome.ProbeSettings):
    """A PostgreSQL server."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="`postgresql://user:password@host:5432/database`; with `?sslmode=require` over TLS."
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
        try:
            connection = pg8000.native.Connection(
                target.user or "postgres",
                host=target.host,
                database=target.path or None,
                password=target.password,
                ssl_context=_tls(settings, target),
                application_name="longtail",
                sock=plain,
            )
            connected = time.monotonic()
            connection.run(settings.query)
            asked = time.monotonic()
            connection.close()
        except (pg8000.DatabaseError, pg8000.InterfaceError) as error:
            raise outcome.ProbeError(_sentence(error)) from error
        except ssl.SSLError:  # one about a certificate is a ValueError too
            raise
        except (LookupError, ValueError, struct.error) as error:
            sentence = "It does not answer as PostgreSQL does."
            raise outcome.ProbeError(sentence) from error
    latency = 1000 * (asked - connected)
    version = connection.parameter_statuses.get("server_version", "")
    details = {"connect_ms": round(1000 * (connected - started), 2), "version": version}
    return outcome.Outcome(outcome.Status.HEALTHY, "It lets in and answers.", details, latency)


def _tls(settings: Settings, target: Target) -> ssl.SSLContext | bool:
    if target.options.get("sslmode") not in _SECURED:
        return False
    return targets.tls_context(settings.ca_file, verify=settings.verify)


def _sentence(error: Exception) -> str:
    """PostgreSQL's own message: the field `M` of an error's answer."""
    told = error.args[0] if error.args else ""
    message = str(told.get("M", "")) if isinstance(told, dict) else str(told)
    return f"{message[:1].upper()}{message[1:].rstrip('.') or type(error).__name__}."
