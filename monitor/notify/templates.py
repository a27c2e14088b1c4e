"""A user's own words for a channel: Jinja2 in a sandbox. A template that fails is left out, and it is said why."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.hiding import one_line
from monitor.notify import notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Template

    from monitor.notify.notice import Notification

MOST_LETTERS = 20_000
"""Of what a template makes; a longer one fails."""
_LONGEST_PROBLEM = 150


def values(notification: Notification, title: str) -> dict[str, Any]:
    """What a template may use: that of the webhook's JSON, the alerts always as a list, and `title`."""
    made = notice.payload(notification)
    alerts = made.get("alerts", [made])
    return {**alerts[0], **made, "alerts": alerts, "severity": notification.severity, "title": title}


def filled(template: str | None, values: Mapping[str, Any], escape: Callable[[str], str]) -> tuple[str | None, str]:
    """The text with the values in it, each escaped, and an empty problem; None and what is wrong where it fails."""
    if template is None:
        return None, ""
    try:
        parts, length = [], 0
        for part in _compiled(template, escape).generate(values):
            parts.append(part)
            length += len(part)
            if length > MOST_LETTERS:
                return None, f"it makes more than {MOST_LETTERS:,} letters"
    except TemplateError as error:
        return None, _problem(error)
    except Exception as error:  # noqa: BLE001 (a template may divide by zero, or anything else)
        return None, _problem(error)
    text = "".join(parts).strip()
    return (text, "") if text else (None, "it makes no text")


def problem(template: str | None) -> str:
    """What is wrong with how a template is written; empty where nothing is."""
    try:
        _compiled(template or "", str)
    except TemplateError as error:
        return _problem(error)
    return ""


def _problem(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__)[:_LONGEST_PROBLEM].rstrip(".")


@lru_cache(maxsize=64)
def _compiled(template: str, escape: Callable[[str], str]) -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=lambda value: escape("" if value is None else str(value)), autoescape=False
    )
    return environment.from_string(template)
