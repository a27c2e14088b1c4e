"""Tells by any of the services that Apprise knows: ntfy, Pushover, Matrix, Gotify, Signal and many others.

Needs `longtail[apprise]`. Apprise tells only whether a service took it and what it logged, so what it refuses is
tried again. A channel of its own is better where there is one.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import apprise
from pydantic import Field, SecretStr, field_validator

from monitor.notify import escaping, wording
from monitor.notify.channel import Answer, ChannelSettings

if TYPE_CHECKING:
    from monitor.limits import Limit
    from monitor.notify.notice import Notification

_MOST_LETTERS = 20_000

EXAMPLE = """\
name = "phone"
kind = "apprise"
url = "${APPRISE_URL}"
"""
STEPS = """\
1. Install `longtail[apprise]`.
2. Find the service in [Apprise's list](https://github.com/caronc/apprise/wiki), and put its address, such as
   `ntfys://ntfy.sh/a-topic` or `pover://user@token`, into `url`.
"""


_LOGGER = logging.getLogger("apprise")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False  # it logs addresses, and those are secrets; what it says of a notification is the answer
logging.getLogger("urllib3").setLevel(logging.ERROR)  # as above


class Settings(ChannelSettings):
    """A service that Apprise knows."""

    url: SecretStr = Field(description="Apprise's address of the service.")

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: SecretStr) -> SecretStr:
        if not apprise.Apprise.instantiate(url.get_secret_value()):
            sentence = "it must be an address that Apprise knows, such as ntfys://ntfy.sh/topic"
            raise ValueError(sentence)
        return url

    @property
    def target(self) -> str:
        """The service."""
        return self.url.get_secret_value().partition(":")[0]


class _Heard(logging.Handler):
    """What Apprise logs in one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        if record.thread == self.thread:
            self.lines.append(record.getMessage())


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Let Apprise send it, and wait no longer than the limit."""
    answers: list[Answer] = []
    worker = threading.Thread(target=lambda: answers.append(_send(settings, notification)), daemon=True)
    worker.start()
    worker.join(limit.remaining)
    if not answers:
        raise TimeoutError
    return answers[0]


def _send(settings: Settings, notification: Notification) -> Answer:
    """Send it in this thread, in the format of the service."""
    service: Any = apprise.Apprise.instantiate(settings.url.get_secret_value())
    form = service.resolve_format(apprise.NotifyFormat.TEXT)
    escape = _ESCAPES.get(str(getattr(form, "value", form)), str)
    found = wording.message(settings, notification, escape)
    body = found.body if found.body is not None else escape(wording.text(found)[:_MOST_LETTERS])
    heard = _Heard()
    _LOGGER.addHandler(heard)
    try:
        taken = service.notify(title=escape(found.title), body=body, body_format=form)
    finally:
        _LOGGER.removeHandler(heard)
    text = "It has taken it." if taken else " ".join(heard.lines) or "It has not taken it."
    return Answer(ok=bool(taken), status=None, text=text)


def _html(text: str) -> str:
    return escaping.html(text).replace("\n", "<br/>\n")


def _markdown(text: str) -> str:
    return escaping.markdown(text).replace("\n", "  \n")


_ESCAPES = {"html": _html, "markdown": _markdown}
"""How text is written in the formats that services take; else it is plain."""
