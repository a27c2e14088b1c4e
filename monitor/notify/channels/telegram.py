"""Sends a message by a bot of Telegram, to a person, a group or a channel.

Log lines stand in `<pre>`, where Telegram looks for nothing; elsewhere names, hashtags and addresses are kept from
being links.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from monitor import targets
from monitor.notify import escaping, picture, posting, wording
from monitor.notify.channel import HTTP, Answer, ChartSettings, HttpSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message, Told

MOST_LETTERS = 4096
"""Of a message, in UTF-16, after its entities were parsed."""

EXAMPLE = """\
name = "ops"
kind = "telegram"
token = "${TELEGRAM_TOKEN}"
chat = "-1001234567890"
"""
STEPS = """\
1. Write `/newbot` to [@BotFather](https://t.me/BotFather) and copy the token, `123456:ABC…`, into `token`.
2. Add the bot to the group, or write something to it: a bot may not begin to talk to a person.
3. Open `https://api.telegram.org/bot<token>/getUpdates` and copy `chat.id` into `chat`; a public channel's `@name`
   works too, where the bot is an administrator.

`body` may use the HTML that Telegram knows: `<b>`, `<i>`, `<code>`, `<pre>`, `<a href>`.
"""


def _checked_url(url: str) -> str:
    targets.parse(url, HTTP)
    return url


class Settings(ChartSettings, HttpSettings):
    """A bot and a chat."""

    token: SecretStr = Field(description="The bot's token.")
    chat: Annotated[str, BeforeValidator(str)] = Field(
        min_length=1, description="The chat: its number, or `@name` of a public channel."
    )
    topic: int | None = Field(default=None, description="The topic of a forum, `message_thread_id`.")
    silent: bool = Field(default=False, description="Whether it comes without a sound.")
    url: Annotated[str, AfterValidator(_checked_url)] = Field(
        default="https://api.telegram.org", description="A Bot API server of your own."
    )

    @property
    def address(self) -> str:
        """The method of the bot."""
        return self.method("sendMessage")

    def method(self, name: str) -> str:
        """The address of a method."""
        return f"{self.url.rstrip('/')}/bot{self.token.get_secret_value()}/{name}"

    @property
    def target(self) -> str:
        """The chat."""
        return self.chat


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Send it as HTML."""
    text = wording.fitted(settings, notification, dressed, _fits, escaping.telegram)
    body: dict[str, Any] = {
        "chat_id": settings.chat,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "disable_notification": settings.silent,
    }
    if settings.topic is not None:
        body["message_thread_id"] = settings.topic
    reply = posting.post(settings, body, limit)
    answer = judged(reply)
    if answer.ok:
        _send_chart(settings, notification, reply, limit)
    return answer


def _send_chart(settings: Settings, notification: Notification, reply: posting.Reply, limit: Limit) -> None:
    """Answer the message with a picture; the message has arrived, whatever becomes of this."""
    for image in picture.drawn(notification, 1).values() if settings.chart else ():
        fields: dict[str, Any] = {"chat_id": settings.chat, "disable_notification": "true"}
        if settings.topic is not None:
            fields["message_thread_id"] = str(settings.topic)
        told = reply.json.get("result")
        if isinstance(told, dict) and isinstance(told.get("message_id"), int):
            fields["reply_parameters"] = json.dumps({"message_id": told["message_id"]})
        with suppress(Exception):
            posting.post_form(settings, fields, ("photo", "chart.png", image), limit, url=settings.method("sendPhoto"))


def judged(reply: posting.Reply) -> Answer:
    """An answer by its status and `ok`; the seconds to wait stand in `parameters`."""
    answer, told = posting.judged(reply), reply.json
    if answer.ok and told.get("ok") is not True:
        return replace(answer, ok=False, permanent=True)
    parameters = told.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if not answer.ok and isinstance(wait, int | float):
        return replace(answer, retry_after=float(wait))
    return answer


def _fits(text: str) -> bool:
    """Counted before the tags are taken off, so never too long."""
    return len(unescape(text).encode("utf-16-le")) // 2 <= MOST_LETTERS


def dressed(message: Message) -> str:
    """The message as HTML."""
    parts = [f"<b>{escaping.telegram(message.title)}</b>"]
    if message.body is not None:
        parts.append(message.body)
    else:
        for alert in message.alerts:
            parts += _alert(alert)
    parts += [f"<i>{escaping.telegram(note)}</i>" for note in message.notes]
    return "\n\n".join(part for part in parts if part)


def _alert(alert: Told) -> Iterator[str]:
    escape = escaping.telegram
    yield "\n".join(escape(part) for part in (alert.title, alert.summary) if part)
    yield "\n".join(f"{escape(name)}: {escape(value)}" for name, value in alert.facts)
    for text in ("\n".join(alert.lines), alert.stack):
        if text:
            yield f"<pre>{escaping.html(text)}</pre>"
    yield " · ".join(f'<a href="{escaping.html(url)}">{escape(name)}</a>' for name, url in alert.links)
