"""Posts to a channel of Slack, or of anything that takes Slack's incoming webhooks (Mattermost, Rocket.Chat, Discord).

Log lines stand in blocks of `rich_text`, where nothing is markup; all else is escaped as Slack says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import Field

from monitor.notify import escaping, posting, wording
from monitor.notify.channel import Answer, HttpSettings, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message, Told

MOST_BLOCKS = 50
MOST_FIELDS = 10
MOST_LETTERS = 12_000
"""Of all blocks together: Slack refuses more than about 13,000 (`msg_blocks_too_long`)."""
_SECTION = 3000
_HEADER = 150

EXAMPLE = """\
name = "ops"
kind = "slack"
url = "${SLACK_URL}"
"""
STEPS = """\
1. Open [api.slack.com/apps](https://api.slack.com/apps), *Create New App*, *From scratch*; name it Longtail and
   choose the workspace.
2. *Incoming Webhooks*, switch on *Activate Incoming Webhooks*, then *Add New Webhook to Workspace* and choose the
   channel.
3. Copy the address, `https://hooks.slack.com/services/…`, into `url`: whoever knows it may post there.

Mattermost: *Integrations*, *Incoming Webhooks*. Discord: *Edit Channel*, *Integrations*, *Webhooks*, and `/slack` at
the end of the address. `body` may use Slack's mrkdwn.
"""


class Settings(HttpSettings):
    """An incoming webhook."""

    url: Url = Field(description="The webhook's address.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it as blocks."""
    body = wording.fitted(settings, notification, dressed, _fits, escaping.slack)
    return judged(posting.post(settings, body, limit))


def judged(reply: posting.Reply) -> Answer:
    """Slack answers `ok`; a 200 that says anything else, such as a log-in page, has not taken it."""
    answer = posting.judged(reply)
    told = reply.json
    is_taken = reply.text.strip() in {"ok", ""} or told.get("ok") is True or told.get("success") is True
    if answer.ok and not is_taken:
        return replace(answer, ok=False, permanent=True)
    return answer


def _fits(body: dict[str, Any]) -> bool:
    return len(body["blocks"]) <= MOST_BLOCKS and _letters(body["blocks"]) <= MOST_LETTERS


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_letters(inner) for inner in value.values())
    return sum(map(_letters, value)) if isinstance(value, list) else len(str(value))


def dressed(message: Message) -> dict[str, Any]:
    """The blocks, and the text that stands in notifications of the desktop."""
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(message.title, _HEADER)}]
    if message.body is not None:
        blocks += [_marked(message.body[at : at + _SECTION]) for at in range(0, len(message.body), _SECTION)]
    else:
        for alert in message.alerts:
            blocks += _alert(alert)
    blocks += [{"type": "context", "elements": [_plain(note)]} for note in message.notes]
    return {"text": escaping.slack(message.title), "blocks": blocks}


def _alert(alert: Told) -> Iterator[dict[str, Any]]:
    words = "\n".join(part for part in (alert.title, alert.summary) if part)
    yield {"type": "section", "text": _plain(words or "…")}
    fields = [_plain(f"{name}\n{value}") for name, value in alert.facts]
    for at in range(0, len(fields), MOST_FIELDS):
        yield {"type": "section", "fields": fields[at : at + MOST_FIELDS]}
    elements = [_literal(text) for text in ("\n".join(alert.lines), alert.stack) if text]
    if elements:
        yield {"type": "rich_text", "elements": elements}
    if alert.links:
        yield _marked(" · ".join(f"<{escaping.slack(url)}|{escaping.slack(name)}>" for name, url in alert.links))


def _plain(text: str, most: int = _SECTION) -> dict[str, Any]:
    return {"type": "plain_text", "text": _cut(escaping.slack(text), most), "emoji": False}


def _cut(escaped: str, most: int) -> str:
    """Not more than Slack takes, and no half of an entity at the end."""
    if len(escaped) <= most:
        return escaped
    short = escaped[: most - 1]
    return f"{short[: short.rindex('&')] if '&' in short[-5:] and ';' not in short[short.rindex('&') :] else short}…"


def _marked(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _literal(text: str) -> dict[str, Any]:
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
