"""Whether Redis or Valkey lets in and answers `PING`."""

from __future__ import annotations

import time

import redis
from pydantic import Field

from monitor import outcome, targets
from monitor.links import redis as link

EXAMPLE = """\
name = "cache"
kind = "redis"
url = "redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0"
"""


class Settings(outcome.ProbeSettings):
    """A Redis server."""

    url: link.Url
    verify: targets.VerifyTls = True
    ca_file: targets.CaFile = None
    latency_ms: float | None = Field(default=50.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """Host, port and database."""
        return targets.parse(self.url.get_secret_value(), link.SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, and ping."""
    connection = link.connection(settings.url, context.limit, ca_file=settings.ca_file, verify=settings.verify)
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
