"""A notification in plain words, before a channel dresses it: a title, and for each alert its facts and its evidence.

What comes from logs is cut and freed of control characters here; each channel escapes it for its own markup.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from monitor import kinds
from monitor.notify import templates
from monitor.notify.notice import Event
from monitor.rules.severity import Severity, rank
from monitor.rules.units import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.notify.channel import ChannelSettings
    from monitor.notify.notice import AlertNotice, Notification

    Escape = Callable[[str], str]


_Form = TypeVar("_Form")


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is told."""

    alerts: int = 10
    lines: int = 5
    line: int = 400
    stack: int = 1500
    labels: int = 12
    summary: int = 500
    fact: int = 120
    links: int = 5
    link: int = 1000
    title: int = 150


FULL = Detail()
LADDER = (
    FULL,
    Detail(alerts=5, lines=3, line=200, stack=600, labels=8, summary=300),
    Detail(alerts=3, lines=2, line=120, stack=0, labels=4, summary=200, link=500),
    Detail(alerts=1, lines=1, line=80, stack=0, labels=2, summary=120, fact=80, links=2, link=300),
    Detail(alerts=1, lines=0, line=0, stack=0, labels=0, summary=60, fact=30, links=0, title=60),
)
"""From all that is worth telling to what fits into the smallest message."""

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Characters that turn the direction of what follows: text could look like another."""

EVENTS = {
    Event.FIRING: "Firing",
    Event.RESOLVED: "Resolved",
    Event.REPEAT: "Still firing",
    Event.TEST: "Test",
    Event.NO_DATA: "No data",
    Event.ERROR: "Rule failed",
    Event.DIGEST: "Digest",
}
COLOURS = {
    Severity.INFO: "#4c78a8",
    Severity.WARNING: "#d98b00",
    Severity.ERROR: "#d1495b",
    Severity.CRITICAL: "#a4133c",
}
RESOLVED_COLOUR = "#2e8b57"
_TOO_LONG = "This is Longtail's own body: the channel's template makes more than can be sent."
_LINK_WORDS = {"window": "Open the window", "rule": "The rule", "logs": "Open the logs", "source": "At its sender"}


@dataclass(frozen=True, slots=True)
class Told:
    """One alert: plain text, not escaped."""

    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    stack: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A whole notification: plain text, but `body`, which is the channel's own template, already escaped."""

    title: str
    colour: str
    alerts: tuple[Told, ...]
    notes: tuple[str, ...]
    body: str | None = None


def message(
    settings: ChannelSettings, notification: Notification, escape: Escape = str, detail: Detail = FULL
) -> Message:
    """The words for a channel; `escape` is for the values that its own template puts in."""
    values = templates.values(notification, title_of(notification))
    title, title_problem = templates.filled(settings.title, values, str)
    body, body_problem = templates.filled(settings.body, values, escape)
    left = len(notification.alerts) - detail.alerts
    notes = [f"… and {left} more." if left > 0 and body is None else ""]
    notes.append("This may have arrived before." if notification.possible_repeat else "")
    problems = (("title", title_problem), ("body", body_problem))
    notes += [f"This is Longtail's own {key}: the channel's template fails ({why})." for key, why in problems if why]
    return Message(
        plain(title or title_of(notification), detail.title).replace("\n", " "),
        colour_of(notification),
        tuple(told(alert, detail) for alert in notification.alerts[: detail.alerts]),
        tuple(note for note in notes if note),
        body,
    )


def fitted(
    settings: ChannelSettings,
    notification: Notification,
    dress: Callable[[Message], _Form],
    fits: Callable[[_Form], bool],
    escape: Escape = str,
) -> _Form:
    """What `dress` makes of the words, with as much detail as fits; the channel's own body goes where it never fits.

    The last rung of the ladder fits into what every provider takes.
    """
    for own in (True, False) if settings.body is not None else (True,):
        chosen = settings if own else settings.model_copy(update={"body": None})
        for detail in LADDER:
            found = message(chosen, notification, escape, detail)
            made = dress(found if own else replace(found, notes=(*found.notes, _TOO_LONG)))
            if fits(made):
                return made
    return made


def title_of(notification: Notification) -> str:
    """Longtail's own title."""
    word = EVENTS[Event(notification.event)] if notification.event in set(Event) else notification.event
    severity = notification.severity
    if notification.event == Event.DIGEST:
        return f"{word}: {_counted(notification)}"
    begin = f"{severity.capitalize()}: " if notification.event == Event.FIRING else f"{word}: "
    if len(notification.alerts) == 1:
        (alert,) = notification.alerts
        about = " ".join(list(alert.labels.values())[:2])
        return f"{begin}{alert.title or alert.rule}{f' ({about})' if about else ''}"
    about = f" of {notification.alerts[0].title or notification.rule}" if notification.rule else ""
    return f"{begin}{len(notification.alerts)} alerts{about}"


def _counted(notification: Notification) -> str:
    """How many alerts of a digest began, and how many ended."""
    ended = sum(alert.event == Event.RESOLVED for alert in notification.alerts)
    begun = len(notification.alerts) - ended
    fires = f"{begun} {'alert fires' if begun == 1 else 'alerts fire'}"
    told = ((begun, fires), (ended, f"{ended} ended"))
    return ", ".join(words for count, words in told if count)


def colour_of(notification: Notification) -> str:
    """The colour of its severity; green where it is over."""
    if notification.event == Event.RESOLVED:
        return RESOLVED_COLOUR
    return list(COLOURS.values())[max(0, rank(notification.severity))]


def told(alert: AlertNotice, detail: Detail = FULL) -> Told:
    """One alert in words."""
    lines = [_line(alert, place, detail.line) for place in range(min(detail.lines, len(alert.evidence)))]
    return Told(
        plain(alert.title or alert.rule, detail.title),
        plain(alert.summary, detail.summary),
        tuple((name, plain(value, detail.fact).replace("\n", " ")) for name, value in _facts(alert, detail)),
        tuple(lines),
        plain(alert.stack or "", detail.stack),
        tuple(_links(alert, detail))[: detail.links],
    )


def _line(alert: AlertNotice, place: int, most: int) -> str:
    line = alert.evidence[place]
    words = f"{moment(line.ts)} {line.level} {line.service}: {line.message}"
    return plain(words, most).replace("\n", " ")


def _facts(alert: AlertNotice, detail: Detail) -> Iterator[tuple[str, str]]:
    if alert.value is not None:
        limit = "" if alert.threshold is None else f" (threshold {number(alert.threshold, alert.unit)})"
        yield "Value", f"{number(alert.value, alert.unit)}{limit}"
    if alert.peak is not None:
        yield "Peak", number(alert.peak, alert.unit)
    yield "Severity", alert.severity
    yield "Since", moment(alert.since)
    if alert.until is not None:
        yield "Until", f"{moment(alert.until)}, after {kinds.told((alert.until - alert.since).total_seconds())}"
    if alert.users is not None or alert.requests is not None:
        hit = ((alert.users, "users"), (alert.requests, "requests"))
        yield "Hit", ", ".join(f"{count:,} {what}" for count, what in hit if count is not None)
    if alert.error_group:
        yield "Top error", alert.error_group
    for name, value in list(alert.labels.items())[: detail.labels]:
        yield plain(name, detail.fact).replace("\n", " "), value


def _links(alert: AlertNotice, detail: Detail) -> Iterator[tuple[str, str]]:
    """What each link is called, and where it leads: to HTTP only."""
    found = {_LINK_WORDS.get(name, name): url for name, url in alert.links.items()} | {"Runbook": alert.runbook}
    for name, url in found.items():
        if len(url) <= detail.link and leads(url):
            yield plain(name, detail.fact).replace("\n", " "), url


def leads(url: str) -> bool:
    """Whether it is an address of HTTP with nothing in it that ends a link in any markup."""
    if not url.isascii() or any(letter in "<>()[]\"'`|\\ " or letter < " " for letter in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def plain(text: str, most: int) -> str:
    """The text without control characters, cut to `most` characters; line ends stay."""
    short = text.lstrip()[: 2 * most + 1]
    clean = "".join(
        " " if letter == "\t" else letter
        for letter in short.replace("\r\n", "\n")
        if letter in "\n\t" or (letter.isprintable() and ord(letter) not in _BIDI)
    ).strip()
    is_cut = len(clean) > most or len(text.strip()) > len(short)
    return f"{clean[: most - 1]}…" if is_cut and most > 0 else clean[:most]


def moment(when: datetime) -> str:
    """A time for people, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def text(found: Message) -> str:
    """Plain text, for a mail's second half and for whatever has no markup."""
    parts = [found.body] if found.body is not None else [_text_of(alert) for alert in found.alerts]
    return "\n\n".join([*parts, *found.notes])


def _text_of(alert: Told) -> str:
    blocks = [
        [alert.title, alert.summary],
        [f"{name}: {value}" for name, value in alert.facts],
        list(alert.lines),
        [alert.stack],
        [f"{name}: {url}" for name, url in alert.links],
    ]
    kept = [[line for line in block if line] for block in blocks]
    return "\n\n".join("\n".join(block) for block in kept if block)
