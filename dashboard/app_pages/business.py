"""Business: did it work for the customers? Events, what became of them, by channel and account, and why they failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.charts import figures, week_tile
from dashboard.components.charts.week_tile import Week
from dashboard.components.layout import headline, navigation, page_registry, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.business import Business
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window
    from ingest.business_settings import BusinessSettings

PAGE = PageInfo(
    title="Business", question="Did it work for the customers?", icon="storefront", section="Services", order=75
)
_CHART_HEIGHT = 260
_ROWS = 6
_NUMBERS = (
    headline.Number("events", "Events", "events", numbers.count),
    headline.Number("succeeded", "Succeeded", "succeeded", numbers.count),
    headline.Number("failed", "Failed", "failed", numbers.count, is_error=True),
    headline.Number("rate", "Success rate", "success_rate", numbers.percent, is_measure=True),
    headline.Number("active", "Active accounts", "active", numbers.count),
)
_WORSE = {"failed": 1, "rate": -1, "succeeded": -1}
"""Which way is worse: more (1) or less (-1)."""


def render(context: PageContext) -> None:
    """Draw the page."""
    settings = runtime.current().settings
    asked = Business.of(settings, context.now, url.own_text("event"))
    kinds = _kinds(Business.of(settings, context.now), context.window)
    if kinds is None:
        return
    if not kinds and not asked.event:
        _nothing(asked.settings)
        return
    _choice(kinds, asked.event)
    _headline(context, asked)
    left, right = st.columns([3, 2], gap="small")
    with left:
        _over_time(context, asked)
    with right:
        _failures(context, asked)
    left, middle, right = st.columns([2, 2, 2], gap="small")
    with left:
        _kinds_table(context, asked)
    with middle:
        _statuses(context, asked)
    with right:
        _channels(context, asked)
    left, right = st.columns([3, 3], gap="small")
    with left:
        _accounts(context, asked)
    with right:
        _week(context, asked)


def _kinds(asked: Business, window: Window) -> list[str] | None:
    """The kinds of events of the window; None where they cannot be asked for."""
    try:
        return [str(name) for name in cache.ask(asked.kinds(window))["event"]]
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return None


def _nothing(settings: BusinessSettings) -> None:
    places = [f"streams named {', '.join(settings.sources)}"] if settings.sources else []
    places += [f"the counters {', '.join(settings.counters)}"] if settings.counters else []
    places += ["the statement of the settings"] if settings.sql else []
    with st.container(border=True, key="tile-no-events"):
        tiles.note(
            f"No business events in this range. They are looked for in {plain(' and in '.join(places) or 'no place')}; "
            "the setting `business` names other streams, counters or a SELECT, and the keys of events, outcomes, "
            "channels and accounts.",
            height=120,
        )


def _choice(kinds: list[str], event: str) -> None:
    options = ["", *dict.fromkeys([*([event] if event else []), *kinds])]
    st.session_state["own-event"] = event
    st.selectbox(
        "Event",
        options,
        format_func=lambda name: name or "All events",
        key="own-event",
        on_change=lambda: url.set_own("event", st.session_state["own-event"], ""),
        width=260,
    )


def _headline(context: PageContext, asked: Business) -> None:
    with st.grid(len(_NUMBERS), min_column_width=150, gap="small", key="business-numbers"):
        for number in _NUMBERS:
            _number(context, asked, number)


def _number(context: PageContext, asked: Business, number: headline.Number) -> None:
    complete = context.window.complete(context.now)
    window = context.window
    tile = Tile(
        key=f"business-{number.key}",
        title=number.title,
        question=asked.headline(window),
        download=asked.series(window),
    )

    def draw(frame: pl.DataFrame) -> None:
        value = number.value(frame, window)
        line = number.line(cache.ask(asked.series(window)), window)
        headline.draw(
            number.show(value),
            headline.exact(value),
            change=_change(context, asked, number, complete),
            spark=line,
            palette=context.palette,
            color=number.color(line, context.palette),
        )

    tiles.show(tile, draw, height=headline.HEIGHT)


def _change(context: PageContext, asked: Business, number: headline.Number, window: Window) -> headline.Change | None:
    """The change against the time before, where the data reaches back that far."""
    if context.data is None or context.data[0] > window.before().from_ts:
        return None
    now = number.value(cache.ask(asked.headline(window)), window)
    changed = numbers.change(now, number.value(cache.ask(asked.headline(window.before())), window))
    if changed is None:
        return None
    worse = _WORSE.get(number.key, 0)
    color = context.palette.error if worse and changed * worse > 0 else None
    return headline.Change(changed, "the time before", color)


def _over_time(context: PageContext, asked: Business) -> None:
    window = context.window
    tile = Tile(
        key="business-series",
        title="Events by outcome",
        unit=numbers.every(window.bucket),
        question=asked.series(window),
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        palette = context.palette
        buckets = [window.from_ts + index * window.bucket for index in range(window.span // window.bucket)]
        shown = (
            ("Failed", "failed", palette.error),
            ("Other", "other", palette.other),
            ("Succeeded", "succeeded", palette.accent),
        )
        series = [
            figures.Series(
                name=name, color=color, x=figures.local(buckets, window), y=headline.line_of(frame, column, window)
            )
            for name, column, color in shown
            if frame[column].sum()
        ]
        tiles.chart(context, figures.stacked_bars(window, series, palette, height=_CHART_HEIGHT), tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _failures(context: PageContext, asked: Business) -> None:
    tile = Tile(
        key="business-failures",
        title="Top five failures",
        unit="click for the trace of the newest",
        question=asked.failures(context.window),
        empty="Nothing failed in this range.",
    )

    def draw(frame: pl.DataFrame) -> None:
        columns = {
            "event": tables.text("Event", width=130),
            "reason": tables.text("Why"),
            "failed": tables.count("Failed", width=70),
            "accounts": tables.count("Accounts", width=80),
        }
        picked = tables.choose(frame, columns, rows=_ROWS, key="business-failure")
        trace = None if picked is None else frame["trace_id"][picked]
        if trace and page_registry.has("traces"):
            navigation.to("traces", {"id": str(trace)})

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _kinds_table(context: PageContext, asked: Business) -> None:
    columns = {
        "event": tables.text("Event"),
        "events": tables.count("Total", width=80),
        "failed": tables.count("Failed", width=75),
        "success_rate": tables.share("Success", width=85),
    }
    _table(Tile(key="business-kinds", title="Events", question=asked.kinds(context.window)), columns)


def _statuses(context: PageContext, asked: Business) -> None:
    columns = {
        "status": tables.text("Status"),
        "outcome": tables.text("Counts as", width=105),
        "events": tables.count("Events", width=80),
        "share": tables.share("Share", width=75),
    }
    _table(Tile(key="business-statuses", title="By status", question=asked.statuses(context.window)), columns)


def _channels(context: PageContext, asked: Business) -> None:
    columns = {
        "channel": tables.text("Channel"),
        "events": tables.count("Total", width=80),
        "failed": tables.count("Failed", width=75),
        "success_rate": tables.share("Success", width=85),
    }
    _table(Tile(key="business-channels", title="By channel", question=asked.channels(context.window)), columns, _named)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(channel=frame["channel"].replace("", "(none)"))


def _table(
    tile: Tile, columns: tables.Columns, shown: Callable[[pl.DataFrame], pl.DataFrame] = lambda rows: rows
) -> None:
    """A tile that is one table, of the rows as `shown` makes them."""
    tiles.show(tile, lambda frame: tables.show(shown(frame), columns, rows=_ROWS), height=tables.height_of(_ROWS))


def _accounts(context: PageContext, asked: Business) -> None:
    tile = Tile(
        key="business-accounts",
        title="By account",
        unit="most failures first",
        question=asked.accounts(context.window),
        empty="No event names an account.",
    )

    def draw(frame: pl.DataFrame) -> None:
        has_quota = frame["quota_share"].null_count() < len(frame)
        columns = {
            "account": tables.text("Account"),
            "events": tables.count("Total", width=80),
            "failed": tables.count("Failed", width=75),
            "success_rate": tables.share("Success", width=85),
            **({"quota_share": tables.share("Quota used", width=95)} if has_quota else {}),
            "last_ts": tables.moment("Last", width=150),
        }
        shown = frame if has_quota else frame.drop("quota_share")
        tables.show(tables.localised(shown, context.window.timezone), columns, rows=_ROWS)

    tiles.show(tile, draw, height=tables.height_of(_ROWS))


def _week(context: PageContext, asked: Business) -> None:
    week = Week("business-week", "By hour and weekday", asked.week, "events", numbers.count, "per hour")
    week_tile.draw(context, week)
