"""Two windows to compare, as the URL says them: the page's range, and what it is held against.

`b` in the URL is a word of `AGAINST` or `from..to` in ISO 8601; `a`, `from..to`, stands for the page's range in links
from elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.components import state as states
from dashboard.components import time_range
from dashboard.components.state import FrameState
from dashboard.components.time_range import TimeRange
from dashboard.reads.changes import Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dashboard.components.view import View
    from dashboard.reads import Window

BEFORE, DAY, WEEK, OTHER = "before", "day", "week", "other"
AGAINST: Mapping[str, str] = {
    BEFORE: "The time before",
    DAY: "Same time the day before",
    WEEK: "Same time the week before",
    OTHER: "Another time",
}
_SHIFTS = {DAY: timedelta(days=1), WEEK: timedelta(days=7)}
_BETWEEN = ".."


def read(text: str) -> tuple[datetime, datetime] | None:
    """`from..to` as two moments (UTC without a zone); None where it is not understood."""
    start, between, end = text.partition(_BETWEEN)
    if not between:
        return None
    chosen = states.parse({"from": [start], "to": [end]}).range
    if chosen.from_ts is None or chosen.to_ts is None:
        return None
    return chosen.from_ts, chosen.to_ts


def write(from_ts: datetime, to_ts: datetime) -> str:
    """Two moments as the URL has them."""
    params = states.to_params(FrameState(range=TimeRange(time_range.CUSTOM, from_ts, to_ts)))
    return f"{params['from'][0]}{_BETWEEN}{params['to'][0]}"


def against(said: str) -> str:
    """Which of `AGAINST` the URL's `b` is."""
    if said in _SHIFTS:
        return said
    return OTHER if read(said) else BEFORE


def compared(view: View, said: str) -> Comparison:
    """The finished part of the page's range, and what `b` says to hold it against."""
    after = view.window.complete(view.now)
    return Comparison.of(after, _before(after, said))


def _before(after: Window, said: str) -> Window:
    if said in _SHIFTS:
        return after.shifted(_SHIFTS[said])
    moments = read(said)
    return after.before() if moments is None else replace(after, from_ts=moments[0], to_ts=moments[1])


def overlap(comparison: Comparison) -> bool:
    """Whether the windows share some time: a range of two days and the day before do."""
    after, before = comparison.after, comparison.before
    return before.to_ts > after.from_ts and before.from_ts < after.to_ts
