"""The state in the URL, without defaults: range, zone, refresh and filters.

The URL is read like any text from outside: what is not understood counts as not said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.reads import Window

DIMENSIONS: Mapping[str, str] = {
    "service": "services",
    "source": "sources",
    "level": "levels",
    "route": "routes",
    "host": "hosts",
}
"""The filters: their name in the URL and the field of `Window` they set."""

REFRESH: Mapping[str, int | None] = {"off": None, "5s": 5, "30s": 30, "5m": 300}
REFRESH_LABELS: Mapping[str, str] = {"off": "Off", "5s": "5 s", "30s": "30 s", "5m": "5 min"}
DEFAULT_REFRESH = "30s"
KEYS = frozenset({"range", "from", "to", "a", "tz", "refresh", *DIMENSIONS})
"""What the page header reads of a query string; `a`, `from..to` in one, is read and never written."""
_BETWEEN = ".."
_MOST_VALUES = 50
_LONGEST_VALUE = 500
EARLIEST, LATEST = datetime(1971, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 (UTC without saying so)


@dataclass(frozen=True, slots=True)
class UrlState:
    """What a person set in the page header; the same object gives the same page."""

    range: TimeRange = field(default_factory=TimeRange)
    utc: bool = False
    refresh: str = DEFAULT_REFRESH
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """The values of one filter, empty where it is not set."""
        return dict(self.filters).get(dimension, ())

    def with_filter(self, dimension: str, values: Sequence[str]) -> UrlState:
        """The same state with one filter set to `values` (none: removed)."""
        filters = dict(self.filters)
        filters.pop(dimension, None)
        if values:
            filters[dimension] = tuple(values)
        return replace(self, filters=tuple((name, filters[name]) for name in DIMENSIONS if name in filters))

    def with_range(self, chosen: TimeRange) -> UrlState:
        """The same state with another time range."""
        return replace(self, range=chosen)

    def apply(self, window: Window) -> Window:
        """The window with this state's filters."""
        return replace(window, **{DIMENSIONS[name]: values for name, values in self.filters})  # type: ignore[arg-type]


def parse(params: Mapping[str, Sequence[str]]) -> UrlState:
    """Read the page header's part of a query string; junk gives the defaults."""
    filters: dict[str, tuple[str, ...]] = {}
    for name in DIMENSIONS:
        values = tuple(dict.fromkeys(v for v in params.get(name, ()) if len(v) <= _LONGEST_VALUE))[:_MOST_VALUES]
        if values:
            filters[name] = values
    refresh = _first(params, "refresh")
    return UrlState(
        range=_parse_range(params),
        utc=_first(params, "tz").lower() == "utc",
        refresh=refresh if refresh in REFRESH else DEFAULT_REFRESH,
        filters=tuple(filters.items()),
    )


def to_params(state: UrlState) -> dict[str, list[str]]:
    """The query string that says this state; defaults are left out."""
    params: dict[str, list[str]] = {}
    chosen = state.range
    if chosen.choice == time_range.CUSTOM and chosen.from_ts and chosen.to_ts:
        params |= {"from": [_write_time(chosen.from_ts)], "to": [_write_time(chosen.to_ts)]}
    elif chosen.choice != time_range.DEFAULT:
        params["range"] = [chosen.choice]
    if state.utc:
        params["tz"] = ["utc"]
    if state.refresh != DEFAULT_REFRESH:
        params["refresh"] = [state.refresh]
    return params | {name: list(values) for name, values in state.filters}


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name, ())
    return values[0] if values else ""


def _parse_range(params: Mapping[str, Sequence[str]]) -> TimeRange:
    span = _span(_first(params, "from"), _first(params, "to")) or parse_span(_first(params, "a"))
    if span is not None:
        return TimeRange(time_range.CUSTOM, *span)
    choice = _first(params, "range")
    return TimeRange(choice if choice in time_range.PRESETS or choice == time_range.ALL else time_range.DEFAULT)


def parse_span(text: str) -> tuple[datetime, datetime] | None:
    """`from..to` as two moments (UTC without a zone), at least a second apart; None where it is not understood."""
    start, between, end = text.partition(_BETWEEN)
    return _span(start, end) if between else None


def write_span(from_ts: datetime, to_ts: datetime) -> str:
    """Two moments as `parse_span` reads them."""
    return f"{_write_time(from_ts)}{_BETWEEN}{_write_time(to_ts)}"


def _span(first: str, last: str) -> tuple[datetime, datetime] | None:
    start, end = _parse_time(first), _parse_time(last)
    if start is None or end is None or end - start < timedelta(seconds=1):
        return None
    return start, end


def _parse_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        in_utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        return None
    return in_utc if EARLIEST <= in_utc <= LATEST else None


def _write_time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds") + "Z"
