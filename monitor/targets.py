"""Where a target is: the parts of a URL, and how it is shown without its password."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import SecretStr

Verify = Annotated[bool, Field(description="Whether the certificate is checked.")]
VerifyTls = Annotated[bool, Field(description="Whether the certificate is checked, where TLS is asked for.")]
"""The same where a URL says whether TLS is spoken at all."""
CaFile = Annotated[Path | None, Field(description="A file of authorities to trust, in place of the system's.")]


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in parts; `path` without its slash."""

    scheme: str
    host: str
    port: int
    path: str
    user: str | None
    password: str | None = field(repr=False)
    options: Mapping[str, str]

    @property
    def shown(self) -> str:
        """`host:port/path`, for people and tables."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}{f'/{self.path}' if self.path else ''}"


def parse(url: str, schemes: Mapping[str, int]) -> Target:
    """The parts of `url`, whose scheme is one of `schemes`, each with its usual port.

    Raises `ValueError`, a sentence without its subject and without the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        sentence = "it must be a URL with a port from 1 to 65535"
        raise ValueError(sentence) from error
    if parts.scheme not in schemes or not parts.hostname:
        sentence = f"it must be a URL such as {next(iter(schemes))}://host:{next(iter(schemes.values()))}"
        raise ValueError(sentence)
    return Target(
        parts.scheme,
        parts.hostname,
        port or schemes[parts.scheme],
        unquote(parts.path.lstrip("/")),
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        dict(parse_qsl(parts.query)),
    )


def checked(schemes: Mapping[str, int]) -> Callable[[SecretStr], SecretStr]:
    """A validator of a field: a URL with one of these schemes."""

    def check(value: SecretStr) -> SecretStr:
        parse(value.get_secret_value(), schemes)
        return value

    return check


def tls_context(ca_file: Path | None, *, verify: bool) -> ssl.SSLContext:
    """How certificates are checked: against the system's authorities or those of `ca_file`."""
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


_TROUBLES: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "It refuses connections."),
    (socket.gaierror, "Its name cannot be resolved."),
    (ConnectionError, "It ends the connection."),
    (EOFError, "It ends the connection."),
)
"""What errors of connections mean, the narrower kinds first."""


def trouble(error: BaseException) -> str | None:
    """What an error of a connection or of TLS means, as a sentence; None where it is neither."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not trusted: {error.verify_message.rstrip('.')}."
    if isinstance(error, ssl.SSLError):
        return f"It does not speak TLS as it should ({error.reason or type(error).__name__})."
    return next((sentence for kind, sentence in _TROUBLES if isinstance(error, kind)), None)
