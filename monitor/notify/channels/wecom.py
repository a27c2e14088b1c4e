"""Posts to a group of WeCom (WeChat Work) by a group robot.

WeCom answers 200 also where it refuses: what counts is `errcode`. Its Markdown has no way to escape, so a zero-width
space parts what would be markup or call somebody.
"""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import Field

from monitor.notify import escaping, picture, posting, wording
from monitor.notify.channel import Answer, ChartSettings, HttpSettings, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message, Told

MOST_BYTES = 4096
"""Of the Markdown, in UTF-8."""
BUSY = {-1: 5.0, 45009: 60.0, 45033: 5.0}
"""`errcode` of what may work later, with the seconds until then: it is busy, or more than 20 messages came in a
minute."""

EXAMPLE = """\
name = "ops"
kind = "wecom"
url = "${WECOM_URL}"
"""
STEPS = """\
1. In the group: the menu at the top right, *Add Group Bot*, *New Bot*; name it Longtail.
2. Copy the webhook's address, `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`, into `url`: whoever knows it
   may post there.

A robot takes 20 messages a minute, of 4,096 bytes each. `body` may use WeCom's Markdown.
"""


class Settings(ChartSettings, HttpSettings):
    """A group robot."""

    url: Url = Field(description="The robot's address, with its `key`.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it as Markdown."""
    body = wording.fitted(settings, notification, dressed, _fits, escaping.wecom)
    reply = posting.post(settings, body, limit)
    answer = posting.judged_by(reply, reply.json.get("errcode"), BUSY)
    if answer.ok:
        _send_chart(settings, notification, limit)
    return answer


def _send_chart(settings: Settings, notification: Notification, limit: Limit) -> None:
    """Post a picture after the message, which has arrived, whatever becomes of this."""
    for image in picture.drawn(notification, 1).values() if settings.chart else ():
        told = {
            "base64": base64.b64encode(image).decode(),
            "md5": hashlib.md5(image, usedforsecurity=False).hexdigest(),
        }
        with suppress(Exception):
            posting.post(settings, {"msgtype": "image", "image": told}, limit)


def _fits(body: dict[str, Any]) -> bool:
    return len(body["markdown"]["content"].encode()) <= MOST_BYTES


def dressed(message: Message) -> dict[str, Any]:
    """The message."""
    lines = [f"### {_one(message.title)}"]
    if message.body is not None:
        lines.append(message.body)
    else:
        for alert in message.alerts:
            lines += _alert(alert)
    lines += [_one(note) for note in message.notes]
    return {"msgtype": "markdown", "markdown": {"content": "\n".join(lines)}}


def _alert(alert: Told) -> Iterator[str]:
    yield f"**{_one(alert.title)}**"
    yield from map(_one, filter(None, alert.summary.split("\n")))
    yield from (f"> {_one(name)}: {_one(value)}" for name, value in alert.facts)
    yield from (f"> {_one(line)}" for line in (*alert.lines, *alert.stack.split("\n")) if line)
    yield from (f"[{_one(name)}]({url})" for name, url in alert.links)


def _one(line: str) -> str:
    return escaping.wecom(line.replace("\n", " "))
