"""Whether a certificate is trusted, is for that name, and for how long it still is."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field

from monitor import kinds, outcome, targets

EXAMPLE = """\
name = "certificate"
kind = "tls"
host = "shop.example"
"""


class Settings(outcome.ProbeSettings):
    """A server's certificate."""

    host: str = Field(min_length=1, description="The host, a name or an address.")
    port: int = Field(default=443, ge=1, le=65535, description="The port, where TLS begins at once.")
    server_name: str | None = Field(
        default=None, description="The name that the certificate must have, if not the host."
    )
    days: float = Field(default=14.0, ge=0, description="With fewer days left it is degraded.")
    ca_file: targets.CaFile = None
    every: kinds.Duration = Field(default=3600.0, description="How often it runs.")
    failures: int = Field(default=1, ge=1, description="Bad results in a row until its status becomes worse.")

    @property
    def target(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Shake hands, and read the certificate's dates."""
    name = settings.server_name or settings.host
    tls = targets.tls_context(settings.ca_file, verify=True)
    with (
        context.limit.connect(settings.host, settings.port) as connection,
        tls.wrap_socket(connection, server_hostname=name) as secured,
    ):
        certificate: dict[str, Any] = secured.getpeercert() or {}
        version = secured.version()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    left = ends - datetime.now(UTC)
    days = left / timedelta(days=1)
    status = outcome.Status.DEGRADED if days < settings.days else outcome.Status.HEALTHY
    sentence = f"The certificate ends in {_told(left)}, on {ends:%d %B %Y}."
    details = {
        "ends": ends.isoformat(),
        "days_left": round(days, 2),
        "version": version,
        "issuer": _issuer(certificate),
    }
    return outcome.Outcome(status, sentence, details)


def _told(left: timedelta) -> str:
    hours = left // timedelta(hours=1)
    return f"{hours} hours" if hours < 48 else f"{left.days} days"  # noqa: PLR2004 (two days)


def _issuer(certificate: dict[str, Any]) -> str:
    names = {key: value for part in certificate.get("issuer", ()) for key, value in part}
    return names.get("organizationName") or names.get("commonName") or ""
