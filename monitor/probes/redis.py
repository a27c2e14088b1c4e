"""Whether Redis or Valkey lets in and answers `PING`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import redis
from pydantic import AfterValidator, Field, SecretStr

from monitor import outcome, redis_link, targets

EXAMPLE = """\
name = "cache"
kind = "redis"
url = "redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0"
"""


class Settings(outcome.ProbeSettings):
    """A Redis server."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(redis_link.SCHEMES))] = Field(
        description="`redis://user:password@host:6379/0`; `rediss://` is over TLS."
    )
    verify: bool = Field(default=True, description="Whether the certificate is checked, where TLS is asked for.")
    ca_file: Path | None = Field(default=None, description="A file of authorities to trust, in place of the system's.")
    latency_ms: float | None = Field(default=50.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """Host, port and database."""
        return targets.parse(self.url.get_secret_value(), redis_link.SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, and ping."""
    url = settings.url.get_secret_value()
    connection = redis_link.connection(url, context.limit, ca_file=settings.ca_file, verify=settings.verify)
    started = time.monotonic()
    try:
        connection.connect()  # type: ignore[no-untyped-call]
        connected = time.monotonic()
        connection.send_command("PING")  # type: ignore[no-untyped-call]
        connection.read_response()
        asked = time.monotonic()
    except redis.RedisError as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError):
            raise cause from None
        told = str(error).rstrip(".") or type(error).__name__
        sentence = f"{told[:1].upper()}{told[1:]}."
        raise outcome.ProbeError(sentence) from error
    finally:
        connection.disconnect()  # type: ignore[no-untyped-call]
    details = {"connect_ms": round(1000 * (connected - started), 2)}
    return outcome.Outcome(outcome.Status.HEALTHY, "It lets in and answers.", details, 1000 * (asked - connected))
