"""Whether a mail server takes mail, and a mail account may send there. No mail is sent."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr

from monitor import outcome, targets

if TYPE_CHECKING:
    import socket

    from monitor.limits import Limit

_PORTS = {"none": 25, "starttls": 587, "tls": 465}

EXAMPLE = """\
name = "outgoing mail"
kind = "smtp"
host = "smtp.example"
username = "shop@example.org"
password = "${MAIL_PASSWORD}"
"""


class Settings(outcome.ProbeSettings):
    """A mail server that sends."""

    host: str = Field(min_length=1, description="The host, a name or an address.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="The port; 587, or 465 with `tls`, 25 with `none`."
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How it is secured: `starttls`, `tls` from the first byte, or `none`."
    )
    username: str | None = Field(default=None, description="The account that logs in; nobody where nothing is said.")
    password: SecretStr | None = Field(default=None, description="Its password.")
    verify: targets.Verify = True
    ca_file: targets.CaFile = None
    latency_ms: float | None = Field(default=2000.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port or _PORTS[self.security]}"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Greet, secure the connection, log in, and say good-bye."""
    client = _Client(settings, context.limit)
    try:
        client.connect(settings.host, settings.port or _PORTS[settings.security])
        if settings.security == "starttls":
            client.starttls(context=targets.tls_context(settings.ca_file, verify=settings.verify))
        if settings.username is not None:
            client.login(settings.username, settings.password.get_secret_value() if settings.password else "")
        else:
            client.ehlo_or_helo_if_needed()
            client.noop()
        client.quit()
    except smtplib.SMTPException as error:
        raise outcome.ProbeError(_sentence(error)) from error
    finally:
        client.close()
    return outcome.healthy("The account may send." if settings.username else "It takes mail.")


class _Client(smtplib.SMTP):
    """One on a connection that ends with the probe's time limit."""

    def __init__(self, settings: Settings, limit: Limit) -> None:
        super().__init__(local_hostname="longtail", timeout=limit.remaining)
        self._settings, self._limit = settings, limit
        self._host = settings.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 (smtplib's own)
        plain = self._limit.connect(host, port)
        if self._settings.security != "tls":
            return plain
        tls = targets.tls_context(self._settings.ca_file, verify=self._settings.verify)
        return tls.wrap_socket(plain, server_hostname=host)


def _sentence(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "It refuses the name and password."
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"It answers {error.smtp_code} {' '.join(text.split())}".rstrip(".") + "."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "It ends the connection."
    return f"{str(error).rstrip('.') or type(error).__name__}."
