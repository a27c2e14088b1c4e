"""The two compared windows from the URL: the page's range, and the other one.

`b` in the URL is a word of `AGAINST`, or `from..to` in ISO 8601.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.components.layout import url_state
from dashboard.reads.changes import Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window

BEFORE, DAY, WEEK, OTHER = "before", "day", "week", "other"
AGAINST: Mapping[str, str] = {
    BEFORE: "The time before",
    DAY: "Same time the day before",
    WEEK: "Same time the week before",
    OTHER: "Another time",
}
_SHIFTS = {DAY: timedelta(days=1), WEEK: timedelta(days=7)}


def against(said: str) -> str:
    """Which of `AGAINST` the URL's `b` is."""
    if said in _SHIFTS:
        return said
    return OTHER if url_state.parse_span(said) else BEFORE


def compared(context: PageContext, said: str) -> Comparison:
    """The finished part of the page's range, and the window that `b` names."""
    after = context.window.complete(context.now)
    return Comparison.of(after, _before(after, said))


def _before(after: Window, said: str) -> Window:
    if said in _SHIFTS:
        return after.shifted(_SHIFTS[said])
    moments = url_state.parse_span(said)
    return after.before() if moments is None else replace(after, from_ts=moments[0], to_ts=moments[1])


def overlap(comparison: Comparison) -> bool:
    """Whether the windows share some time: a range of two days and the day before do."""
    after, before = comparison.after, comparison.before
    return before.to_ts > after.from_ts and before.from_ts < after.to_ts
