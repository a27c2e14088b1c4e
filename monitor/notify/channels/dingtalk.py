"""Posts to a group of DingTalk by a custom robot, signed where it has a secret.

DingTalk answers 200 also where it refuses: what counts is `errcode`. Nobody is called by `@`, whatever a log line says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from monitor.notify import escaping, posting, wording
from monitor.notify.channel import Answer, HttpSettings, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message, Told

MOST_BYTES = 20_000
"""Of the whole request."""
BUSY = {-1: 5.0, 130101: 60.0, 410100: 60.0, 90030: 60.0}
"""`errcode` of what may work later, with the seconds until then: it is busy, or more than 20 messages came in a
minute."""

EXAMPLE = """\
name = "ops"
kind = "dingtalk"
url = "${DINGTALK_URL}"
secret = "${DINGTALK_SECRET}"
"""
STEPS = """\
1. In the group: *Settings*, *Bots*, *Add Robot*, *Custom*; name it Longtail.
2. Under *Security settings* choose *Additional signature* and copy the secret, `SEC…`, into `secret`. With *Custom
   keywords* instead, a keyword must be in every message: put it into `title`.
3. Copy the webhook's address, `https://oapi.dingtalk.com/robot/send?access_token=…`, into `url`.

A robot takes 20 messages a minute. `body` may use DingTalk's Markdown.
"""


class Settings(HttpSettings):
    """A custom robot."""

    url: Url = Field(description="The robot's address, with its `access_token`.")
    secret: SecretStr | None = Field(default=None, description="What its messages are signed with.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it as Markdown."""
    body = wording.fitted(settings, notification, dressed, _fits, escaping.markdown)
    url = settings.address
    if settings.secret is not None:
        milliseconds = round(time.time() * 1000)
        sign = {"timestamp": milliseconds, "sign": signature(settings.secret.get_secret_value(), milliseconds)}
        url += f"{'&' if '?' in url else '?'}{urlencode(sign)}"
    reply = posting.post(settings, body, limit, url=url)
    return posting.judged_by(reply, reply.json.get("errcode"), BUSY)


def signature(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 with the secret over the time and the secret, as Base64."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _fits(body: dict[str, Any]) -> bool:
    return posting.size(body) <= MOST_BYTES


def dressed(message: Message) -> dict[str, Any]:
    """The message; `title` is what the list of chats shows."""
    parts = [f"### {escaping.markdown(message.title)}"]
    if message.body is not None:
        parts.append(message.body)
    else:
        for alert in message.alerts:
            parts += _alert(alert)
    parts += [escaping.markdown(note) for note in message.notes]
    text = "\n\n".join(parts)
    return {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}, "at": {"isAtAll": False}}


def _alert(alert: Told) -> Iterator[str]:
    escape = escaping.markdown
    if alert.title or alert.summary:
        yield _lines([f"**{escape(alert.title)}**" if alert.title else "", *escape(alert.summary).split("\n")])
    yield _lines([f"{escape(name)}: {escape(value)}" for name, value in alert.facts])
    quoted = [*alert.lines, *alert.stack.split("\n")]
    yield _lines([f"> {escape(line)}" for line in quoted if line])
    yield " · ".join(f"[{escape(name)}]({url})" for name, url in alert.links)


def _lines(lines: list[str]) -> str:
    """Two spaces end a line."""
    return "  \n".join(line for line in lines if line)
