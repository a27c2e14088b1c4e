"""Sends mail over SMTP: HTML and plain text, with a `Message-ID` from the key, so that a repeat is known as one.

Mails about the same alert are one conversation: they refer to the same first message. Where some addresses are refused,
the others are told, and the answer names them.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from jinja2 import Environment, StrictUndefined
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor import targets
from monitor.notify import picture, wording
from monitor.notify.channel import Answer, ChannelSettings, ChartSettings

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from typing import Self

    from jinja2 import Template

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message

_PORTS = {"auto": 587, "starttls": 587, "tls": 465, "none": 25}
_TLS_PORT = 465
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_PERMANENT = 500
_OK = range(200, 400)

EXAMPLE = """\
name = "on-call"
kind = "email"
host = "smtp.example"
username = "longtail@example.org"
password = "${SMTP_PASSWORD}"
sender = "Longtail <longtail@example.org>"
to = ["on-call@example.org"]
"""
STEPS = """\
1. Take an account that may send mail. Gmail and Microsoft 365 want an app password, made in the account's security
   settings while two-step verification is on; most hosts take the mailbox's own password.
2. Fill in host and port as the provider says: 587 (STARTTLS) or 465 (TLS).
3. Let `sender` be an address that the account may send from; others are refused or land in spam.

Without a line of settings: the environment's `SMTP_HOST` (`host:port`), `SMTP_FROM`, `SMTP_USERNAME` and
`SMTP_PASSWORD` (or `SMTP_PASSWORD_FILE`) make the channels `email` (to `ALERT_EMAIL_TO`), `email-critical`
(`ALERT_EMAIL_CRITICAL`), `email-warning` (`ALERT_EMAIL_WARNING`) and `email-celery` (`ALERT_EMAIL_CELERY`), for those
that are set. Each may have several addresses with commas between them.
"""


def _checked_address(address: str) -> str:
    _, bare = parseaddr(address)
    if not _ADDRESS.fullmatch(bare) or not address.isprintable():
        sentence = "it must be a mail address such as ops@example.org or Ops <ops@example.org>"
        raise ValueError(sentence)
    return address


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


MailAddress = Annotated[str, AfterValidator(_checked_address)]


class Settings(ChartSettings, ChannelSettings):
    """A mail server and who is told."""

    host: str = Field(min_length=1, description="The mail server, a name or an address.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Its port; 587, or 465 with `tls`, 25 with `none`."
    )
    security: Literal["auto", "starttls", "tls", "none"] = Field(
        default="auto",
        description="`tls` from the first byte, `starttls` after a greeting, `none`; `auto` is `tls` on port 465, else "
        "`starttls` where the server offers it.",
    )
    username: str | None = Field(default=None, description="The account that logs in; nobody where nothing is said.")
    password: SecretStr | None = Field(
        default=None, description="Its password; it leaves the machine only over a secured connection."
    )
    sender: MailAddress = Field(description="Who the mail is from.")
    to: Annotated[tuple[MailAddress, ...], BeforeValidator(_split)] = Field(
        min_length=1, description="Who is told: a list, or one text with commas."
    )
    verify: targets.Verify = True
    ca_file: targets.CaFile = None

    @model_validator(mode="after")
    def _check_login(self) -> Self:
        if self.password is not None and self.username is None:
            sentence = "it has a password but no username: add one"
            raise ValueError(sentence)
        return self

    @property
    def target(self) -> str:
        """Who is told."""
        return ", ".join(self.to)

    @property
    def server_port(self) -> int:
        """The port."""
        return self.port or _PORTS[self.security]

    @property
    def is_tls(self) -> bool:
        """Whether it is secured from the first byte."""
        return self.security == "tls" or (self.security == "auto" and self.server_port == _TLS_PORT)


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Hand one mail to the server."""
    mail = mail_of(settings, notification)
    client = _Client(settings, limit)
    try:
        client.connect(settings.host, settings.server_port)
        _secure(client, settings)
        if settings.username is not None:
            client.login(settings.username, settings.password.get_secret_value() if settings.password else "")
        return _hand_over(client, settings, mail.as_bytes(policy=SMTP))
    except smtplib.SMTPResponseException as error:
        return _answer(error.smtp_code, error.smtp_error)
    except smtplib.SMTPServerDisconnected as error:
        raise ConnectionResetError from error
    except smtplib.SMTPException as error:
        return Answer(ok=False, status=None, text=str(error), permanent=True)
    finally:
        client.close()


class _Client(smtplib.SMTP):
    """One on a connection that ends with the time limit."""

    def __init__(self, settings: Settings, limit: Limit) -> None:
        super().__init__(local_hostname="longtail", timeout=limit.remaining)
        self._settings, self._limit = settings, limit
        self._host = settings.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 (smtplib's own)
        plain = self._limit.connect(host, port)
        own = plain.getsockname()[0]
        self.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        if not self._settings.is_tls:
            return plain
        tls = targets.tls_context(self._settings.ca_file, verify=self._settings.verify)
        return tls.wrap_socket(plain, server_hostname=host)


def _secure(client: smtplib.SMTP, settings: Settings) -> None:
    client.ehlo_or_helo_if_needed()
    if settings.is_tls or settings.security == "none":
        is_secure = settings.is_tls
    elif settings.security == "starttls" or client.has_extn("starttls"):
        client.starttls(context=targets.tls_context(settings.ca_file, verify=settings.verify))
        is_secure = True
    else:
        is_secure = False
    if settings.password is not None and not is_secure and not _is_here(client):
        sentence = "It offers no TLS, so the password is not sent: use another port, or take the password out."
        raise smtplib.SMTPException(sentence)


def _is_here(client: smtplib.SMTP) -> bool:
    """Whether the server is on this machine."""
    return client.sock is not None and ipaddress.ip_address(client.sock.getpeername()[0]).is_loopback


def _hand_over(client: smtplib.SMTP, settings: Settings, mail: bytes) -> Answer:
    """MAIL, RCPT for each address, DATA. An address that may be tried later lets all be tried later, none twice."""
    code, said = client.mail(parseaddr(settings.sender)[1])
    if code not in _OK:
        return _answer(code, said)
    refused: list[str] = []
    for address in settings.to:
        bare = parseaddr(address)[1]
        code, said = client.rcpt(bare)
        if code in _OK:
            continue
        if code < _PERMANENT or len(refused) == len(settings.to) - 1:
            return _answer(code, said)
        refused.append(f"{bare} is refused: {code} {_text(said)}")
    code, said = client.data(mail)
    answer = _answer(code, said)
    _quit(client)
    return Answer(answer.ok, code, " · ".join([answer.text, *refused]), permanent=answer.permanent)


def _quit(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (smtplib.SMTPException, OSError):
        return  # the mail is with the server


def _answer(code: int, said: bytes | str) -> Answer:
    return Answer(ok=code in _OK, status=code, text=f"{code} {_text(said)}", permanent=code >= _PERMANENT)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def mail_of(settings: Settings, notification: Notification) -> EmailMessage:
    """The mail, with the same `Message-ID` each time."""
    found = wording.message(settings, notification)
    domain = parseaddr(settings.sender)[1].partition("@")[2]
    mail = EmailMessage()
    mail["Subject"] = found.title
    mail["From"] = _address(settings.sender)
    mail["To"] = tuple(_address(address) for address in settings.to)
    mail["Date"] = format_datetime(notification.at)
    mail["Message-ID"] = _id(f"{notification.key} {settings.name}", domain)
    if len(notification.alerts) == 1:
        (alert,) = notification.alerts
        thread = _id(f"{alert.rule} {sorted(alert.labels.items())} {alert.since.isoformat()}", domain)
        mail["In-Reply-To"] = mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(wording.text(found))
    images = picture.drawn(notification) if settings.chart and found.body is None else {}
    ids = {place: _id(f"{notification.key} chart {place}", domain) for place in images}
    mail.add_alternative(_html(found, {place: cid.strip("<>") for place, cid in ids.items()}), subtype="html")
    *_, html = mail.iter_parts()
    for place, image in images.items():
        html.add_related(image, "image", "png", cid=ids[place], filename=f"chart-{place + 1}.png", disposition="inline")
    return mail


def _address(text: str) -> Address:
    name, bare = parseaddr(text)
    return Address(name, addr_spec=bare)


def _id(what: str, domain: str) -> str:
    return f"<{hashlib.sha256(what.encode()).hexdigest()[:32]}.longtail@{domain}>"


def _html(found: Message, images: Mapping[int, str]) -> str:
    return _template().render(message=found, images=images, width=picture.WIDTH, height=picture.HEIGHT)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    return environment.from_string(Path(__file__).with_name("_mail.html").read_text(encoding="utf-8"))
