"""Numbers and moments as a report writes them: in UTC, and names from logs between backticks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.style import numbers

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reports.model import Number, Window

_LONGEST_NAME = 120
_MINUTE, _TWO_MINUTES, _TWO_HOURS, _TWO_DAYS = 60.0, 120.0, 7200.0, 172_800.0


def code(name: str | None) -> str:
    """A name from the logs, marked as such; renderers set it in their own type."""
    text = " ".join((name or "(none)").replace("`", "'").split())
    return f"`{text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + '…'}`"


def pieces(text: str) -> list[tuple[bool, str]]:
    """A sentence in pieces: whether it is a name, and its text."""
    return [(index % 2 == 1, part) for index, part in enumerate(text.split("`")) if part]


def day(moment: datetime) -> str:
    """18 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def clock(moment: datetime) -> str:
    """11:19, or 11:19:01 where it is no whole minute."""
    return f"{moment:%H:%M}" if moment.second == moment.microsecond == 0 else f"{moment:%H:%M:%S}"


def full(moment: datetime) -> str:
    """2026-11-18 11:19:01 UTC."""
    return f"{moment:%Y-%m-%d} {clock(moment)} UTC"


def span(window: Window) -> str:
    """From 11:17 to 11:57 UTC on 18 November 2026, or with both days where they differ."""
    start, end = window.from_ts, window.to_ts
    if start.date() == (end - timedelta(microseconds=1)).date():
        until = "24:00" if end.date() != start.date() else clock(end)
        return f"From {clock(start)} to {until} UTC on {day(start)}"
    return f"From {clock(start)} on {day(start)} to {clock(end)} UTC on {day(end)}"


def length(value: timedelta) -> str:
    """1 second, 90 seconds, 39 minutes, 26 hours, 3 days: as people say it."""
    seconds = abs(value.total_seconds())
    for most, unit, name in ((_TWO_MINUTES, 1.0, "second"), (_TWO_HOURS, 60.0, "minute"), (_TWO_DAYS, 3600.0, "hour")):
        if seconds <= most:
            return plural(round(seconds / unit), name)
    return plural(round(seconds / 86_400), "day")


def plural(count: int, noun: str) -> str:
    """1 user, 412 users, 1,234 users."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def value(number: Number, *, before: bool = False) -> str:
    """A headline number in its unit: counts in full, percentages, durations."""
    figure = number.before if before else number.value
    if figure is None:
        return numbers.NOTHING
    if number.unit == "share":
        return numbers.percent(figure)
    return numbers.milliseconds(figure) if number.unit == "ms" else f"{figure:,.0f}"


def change(number: Number) -> str:
    """How it changed: +12 %, ×14, new, or nothing to say."""
    if number.before is None or number.value is None:
        return ""
    if number.before == 0:
        return "none before" if number.value else "as before"
    times = number.value / number.before
    if times >= 3:  # noqa: PLR2004 (three times and more reads better than a percentage)
        return f"×{times:.0f}" if times >= 10 else f"×{times:.1f}"  # noqa: PLR2004
    percent = round((times - 1) * 100)
    return "as before" if percent == 0 else f"{percent:+d} %".replace("-", "−")
