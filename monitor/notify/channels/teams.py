"""Posts an adaptive card to a channel of Microsoft Teams, through a workflow of Teams.

All that comes from logs stands in text runs, which have no Markdown; nobody is mentioned, as the card names no one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import Field

from monitor.notify import escaping, posting, wording
from monitor.notify.channel import Answer, HttpSettings, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.notify.wording import Message, Told

MOST_BYTES = 28_000
"""Of the whole request; Teams counts 28 KB."""
CARD = "application/vnd.microsoft.card.adaptive"
_STYLES = {"#2e8b57": "good", "#4c78a8": "accent", "#d98b00": "warning", "#d1495b": "attention", "#a4133c": "attention"}
"""The card's own names for the colours of `wording`."""
_INNER_ERROR = re.compile(r"HTTP error (\d{3})")

EXAMPLE = """\
name = "ops"
kind = "teams"
url = "${TEAMS_URL}"
"""
STEPS = """\
1. At the channel: *⋯*, *Workflows*, *Post to a channel when a webhook request is received* (also *Send webhook alerts
   to a channel*).
2. Name it Longtail, choose team and channel, *Add workflow*.
3. Copy the address, `https://…logic.azure.com/…` or `https://…powerplatform.com/…`, into `url`: whoever knows it may
   post there.

Old connectors (`https://….webhook.office.com/…`) take the same card. `body` may use the Markdown of adaptive cards.
"""


class Settings(HttpSettings):
    """A workflow that waits for a webhook."""

    url: Url = Field(description="The workflow's address.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it as a card."""
    body = wording.fitted(settings, notification, dressed, _fits, escaping.markdown)
    return judged(posting.post(settings, body, limit))


def judged(reply: posting.Reply) -> Answer:
    """An answer by its status; an old connector says 200 also where Teams itself refused, and tells that status."""
    answer = posting.judged(reply)
    inner = _INNER_ERROR.search(reply.text)
    if not answer.ok or inner is None:
        return answer
    status = int(inner[1])
    may_try = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return replace(answer, ok=False, permanent=not may_try)


def _fits(body: dict[str, Any]) -> bool:
    return posting.size(body) <= MOST_BYTES


def dressed(message: Message) -> dict[str, Any]:
    """The card in its envelope."""
    title = _runs([_run(message.title, weight="bolder", size="large", color=_STYLES.get(message.colour, "default"))])
    body = [title]
    if message.body is not None:
        body.append({"type": "TextBlock", "text": message.body, "wrap": True})
    else:
        for alert in message.alerts:
            body += _alert(alert)
    body += [_runs([_run(note, isSubtle=True, size="small")]) for note in message.notes]
    links = [link for alert in message.alerts[:1] if message.body is None for link in alert.links]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": name, "url": url} for name, url in links],
    }
    return {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}]}


def _alert(alert: Told) -> Iterator[dict[str, Any]]:
    words = [_run(alert.title, weight="bolder")] if alert.title else []
    words += [_run(f" {alert.summary}")] if alert.summary else []
    if words:
        yield {**_runs(words), "separator": True}
    for name, value in alert.facts:
        yield {**_runs([_run(f"{name}: ", isSubtle=True), _run(value)]), "spacing": "None"}
    for text in ("\n".join(alert.lines), alert.stack):
        if text:
            yield _runs([_run(text, fontType="Monospace")])


def _runs(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": runs}


def _run(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": text or " ", **look}
