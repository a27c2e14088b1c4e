"""Posts a card to a group of Feishu or Lark by a custom bot, signed where it has a secret.

All that comes from logs is plain text in the card, which has no markup. Feishu answers 200 also where it refuses: what
counts is `code`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any

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
BUSY = {11232: 60.0, 11233: 60.0}
"""`code` of what may work later, with the seconds until then: more than 100 messages came in a minute, or 5 in a
second."""
_HEADERS = {
    "#2e8b57": "green",
    "#4c78a8": "blue",
    "#d98b00": "orange",
    "#d1495b": "red",
    "#a4133c": "carmine",
}
"""The card's own names for the colours of `wording`."""

EXAMPLE = """\
name = "ops"
kind = "feishu"
url = "${FEISHU_URL}"
secret = "${FEISHU_SECRET}"
"""
STEPS = """\
1. In the group: *Settings*, *Bots*, *Add Bot*, *Custom Bot*; name it Longtail.
2. Copy the webhook's address, `https://open.feishu.cn/open-apis/bot/v2/hook/…` (Lark: `open.larksuite.com`), into
   `url`.
3. Under *Security settings* choose *Set signature verification* and copy the key into `secret`. The clock of this
   machine must be right within an hour.

A bot takes 100 messages a minute, and 5 a second. `body` may use the Markdown of Feishu's cards.
"""


class Settings(HttpSettings):
    """A custom bot."""

    url: Url = Field(description="The bot's address.")
    secret: SecretStr | None = Field(default=None, description="What its messages are signed with.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it as a card."""
    sign: dict[str, Any] = {}
    if settings.secret is not None:
        seconds = int(time.time())
        sign = {"timestamp": str(seconds), "sign": signature(settings.secret.get_secret_value(), seconds)}
    body = wording.fitted(settings, notification, lambda found: {**sign, **dressed(found)}, _fits, escaping.feishu)
    reply = posting.post(settings, body, limit)
    return posting.judged_by(reply, reply.json.get("code", reply.json.get("StatusCode")), BUSY)


def signature(secret: str, seconds: int) -> str:
    """HMAC-SHA256 over nothing, with the time and the secret as its key, as Base64."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _fits(body: dict[str, Any]) -> bool:
    return posting.size(body) <= MOST_BYTES


def dressed(message: Message) -> dict[str, Any]:
    """The card."""
    elements: list[dict[str, Any]] = []
    if message.body is not None:
        elements.append({"tag": "div", "text": {"tag": "lark_md", "content": message.body}})
    else:
        for alert in message.alerts:
            elements += _alert(alert)
    if message.notes:
        elements.append({"tag": "note", "elements": [_plain(note) for note in message.notes]})
    card = {
        "config": {"wide_screen_mode": True},
        "header": {"template": _HEADERS.get(message.colour, "blue"), "title": _plain(message.title)},
        "elements": elements,
    }
    return {"msg_type": "interactive", "card": card}


def _alert(alert: Told) -> Iterator[dict[str, Any]]:
    yield _text("\n".join(part for part in (alert.title, alert.summary) if part))
    fields = [{"is_short": True, "text": _plain(f"{name}\n{value}")} for name, value in alert.facts]
    yield {"tag": "div", "fields": fields}
    for text in ("\n".join(alert.lines), alert.stack):
        if text:
            yield _text(text)
    if alert.links:
        yield {"tag": "action", "actions": [_button(name, url) for name, url in alert.links]}
    yield {"tag": "hr"}


def _plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": text}


def _text(text: str) -> dict[str, Any]:
    return {"tag": "div", "text": _plain(text)}


def _button(name: str, url: str) -> dict[str, Any]:
    return {"tag": "button", "text": _plain(name), "url": url, "type": "default"}
