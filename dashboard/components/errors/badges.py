"""Small HTML pieces about an error group: its name, its status, its facts. Whatever comes from a log is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.style.palette import Palette

_LONGEST = 2000


def shown(text: str, longest: int = _LONGEST) -> str:
    """Text from a log as HTML that shows it as it is, cut where it is longer than anybody reads in one place."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return escape(visible(cut))


def name_of(error_type: str | None, error_message: str | None) -> str:
    """A group in one line of text: type and message."""
    return ": ".join(part for part in (error_type, " ".join((error_message or "").split())) if part) or "Error"


def title(error_type: str | None, error_message: str | None, palette: Palette) -> str:
    """A group's type and message as a heading."""
    message = f'<div class="lt-error-message" dir="auto">{shown(error_message)}</div>' if error_message else ""
    return (
        f'<div class="lt-error" style="color:{palette.text}">'
        f'<div class="lt-error-type" dir="ltr">{shown(error_type or "Error", 300)}</div>{message}</div>'
    )


def facts(pairs: Iterable[tuple[str, str, str]], palette: Palette) -> str:
    """Facts in a row: label, value and hover text."""
    drawn = "".join(
        f'<span title="{escape(visible(hint))}"><small style="color:{palette.muted}">{escape(label)}</small>'
        f"<b>{shown(value, 200)}</b></span>"
        for label, value, hint in pairs
    )
    return f'<div class="lt-facts" style="color:{palette.text}">{drawn}</div>'
