"""Whether a mail account logs in, and its mailbox can be opened. Nothing in it is changed."""

from __future__ import annotations

import imaplib
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr

from monitor import outcome, targets

if TYPE_CHECKING:
    import socket

    from monitor.limits import Limit

_PORTS = {"tls": 993, "starttls": 143, "none": 143}

EXAMPLE = """\
name = "support mailbox"
kind = "imap"
host = "imap.example"
username = "support@example.org"
password_file = "/run/secrets/mail"
"""


class Settings(outcome.ProbeSettings):
    """A mail account that reads."""

    host: str = Field(min_length=1, description="The host, a name or an address.")
    port: int | None = Field(default=None, ge=1, le=65535, description="The port; 993 with `tls`, 143 otherwise.")
    security: Literal["tls", "starttls", "none"] = Field(
        default="tls", description="How it is secured: `tls` from the first byte, `starttls`, or `none`."
    )
    username: str = Field(min_length=1, description="The account that logs in.")
    password: SecretStr = Field(description="Its password.")
    mailbox: str = Field(default="INBOX", description="The mailbox that is opened, to read only.")
    verify: targets.Verify = True
    ca_file: targets.CaFile = None
    latency_ms: float | None = Field(default=2000.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """Account and server."""
        return f"{self.username} at {self.host}:{_port(self)}"


def _port(settings: Settings) -> int:
    return settings.port or _PORTS[settings.security]


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, open the mailbox, and log out."""
    client: _Client | None = None
    try:
        client = _Client(settings, context.limit)
        if settings.security == "starttls":
            client.starttls(targets.tls_context(settings.ca_file, verify=settings.verify))
        client.login(settings.username, settings.password.get_secret_value())
        answer, found = client.select(f'"{settings.mailbox}"', readonly=True)
        client.logout()
    except imaplib.IMAP4.abort as error:
        sentence = "It ends the connection."
        raise outcome.ProbeError(sentence) from error
    except imaplib.IMAP4.error as error:
        sentence = f"It refuses: {str(error).strip('b').strip(chr(39)).rstrip('.')}."
        raise outcome.ProbeError(sentence) from error
    finally:
        if client is not None:
            with suppress(OSError):  # it has logged out already
                client.shutdown()
    if answer != "OK":
        sentence = f"The mailbox {settings.mailbox} cannot be opened."
        raise outcome.ProbeError(sentence)
    messages = int(found[0] or b"0")
    return outcome.healthy(f"The account logs in; {settings.mailbox} has {messages} messages.", messages=messages)


class _Client(imaplib.IMAP4):
    """One on a connection that ends with the probe's time limit."""

    def __init__(self, settings: Settings, limit: Limit) -> None:
        self._settings, self._limit = settings, limit
        super().__init__(settings.host, _port(settings), timeout=limit.remaining)

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002 (imaplib's own)
        plain = self._limit.connect(self.host, self.port)
        if self._settings.security != "tls":
            return plain
        tls = targets.tls_context(self._settings.ca_file, verify=self._settings.verify)
        return tls.wrap_socket(plain, server_hostname=self.host)
