"""The header of every page: which page this is, the time range, zone, refresh and filters, and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, reads
from dashboard.components.alerts import bell
from dashboard.components.controls import time_range, window_form
from dashboard.components.layout import reading_status, url, url_state, who
from dashboard.components.layout.page_context import PageContext
from dashboard.style import numbers, palette
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.layout.page_registry import FoundPage
    from dashboard.components.layout.url_state import UrlState

_LONGEST_CHIP = 40
_APPLIED = "_ranges_applied"


def draw(page: FoundPage) -> PageContext | None:
    """Draw the header and give the page's context; None where the header has said why there is nothing to draw."""
    current = url.sync(page.path)
    now = reads.utc_now()
    try:
        context = _view(current, now, _data_range())
        with st.container(key="frame", gap="xxsmall"):
            _toolbar(page, current, context.window)
            _subline(page, context.window)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    return context if _has_something(page, context) else None


def _view(current: UrlState, now: datetime, data: tuple[datetime, datetime] | None) -> PageContext:
    zone = "UTC" if current.utc else viewer_zone()
    window = current.apply(time_range.window_of(current.range, now=now, timezone=zone, data=data))
    return PageContext(window=window, now=now, palette=palette.of(st.context.theme.type), data=data)


def renewed(context: PageContext) -> PageContext:
    """The same context at this moment, for a refresh of the tiles."""
    return replace(_view(url.state(), reads.utc_now(), _data_range()), palette=context.palette)


def viewer_zone() -> str:
    """The IANA zone of the browser; UTC if it is missing or unknown."""
    zone = st.context.timezone
    return zone if zone is not None and zone in time_range.zones() else "UTC"


def refresh_seconds() -> int | None:
    """How often the tiles refresh, None for never."""
    return url_state.REFRESH[url.state().refresh]


def _data_range() -> tuple[datetime, datetime] | None:
    row = cache.ask(reads.data_range()).row(0, named=True)
    return (row["first_ts"], row["last_ts"]) if row["records"] else None


def _toolbar(page: FoundPage, current: UrlState, window: reads.Window) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="toolbar"
    ):
        with st.container(
            horizontal=True, width="content", vertical_alignment="center", gap="xsmall", key="toolbar-filters"
        ):
            st.subheader(page.info.title, anchor=False, width="content")
            _filter_bar(current, window)
        with st.container(
            horizontal=True, width="content", vertical_alignment="center", gap="xsmall", key="toolbar-controls"
        ):
            _range_picker(current, window)
            _refresh_picker(current)
            with st.container(width="content"):
                bell.draw()
            who.draw()


def _range_picker(current: UrlState, window: reads.Window) -> None:
    chosen = current.range.choice
    st.session_state["header-range"] = chosen if chosen in time_range.LABELS else None

    def pick() -> None:
        choice = st.session_state["header-range"]
        if choice is not None:
            url.change(replace(url.state(), range=time_range.TimeRange(choice)))

    st.segmented_control(
        "Time range",
        list(time_range.LABELS),
        format_func=lambda key: time_range.LABELS[key],
        key="header-range",
        on_change=pick,
        label_visibility="collapsed",
        wrap=False,
    )
    label = "Custom" if chosen != time_range.CUSTOM else "Custom range"
    key = f"header-calendar-{st.session_state.get(_APPLIED, 0)}"  # a new key closes the form once it is applied
    with st.popover(label, icon=":material/calendar_month:", key=key, type="secondary"):
        _custom_range(window)


def _custom_range(window: reads.Window) -> None:
    chosen = window_form.ask(
        "header-custom-form",
        window,
        hint="Drag on any time chart does the same.",
        problem="The range must begin before it ends.",
    )
    if chosen is not None:
        url.set_range(time_range.CUSTOM, *chosen)
        st.session_state[_APPLIED] = st.session_state.get(_APPLIED, 0) + 1
        st.rerun()


def _refresh_picker(current: UrlState) -> None:
    st.session_state["header-refresh"] = current.refresh
    st.session_state["header-utc"] = current.utc

    def pick() -> None:
        url.change(replace(url.state(), refresh=st.session_state["header-refresh"], utc=st.session_state["header-utc"]))

    label = "" if current.refresh == "off" else url_state.REFRESH_LABELS[current.refresh]
    with st.popover(label, icon=":material/autorenew:", key="header-settings"):
        st.segmented_control(
            "Refresh the tiles every",
            list(url_state.REFRESH),
            format_func=lambda key: url_state.REFRESH_LABELS[key],
            key="header-refresh",
            on_change=pick,
            required=True,
        )
        st.toggle("Show times in UTC", key="header-utc", on_change=pick)
        st.caption(f"Your browser is in {viewer_zone()}.")
        st.button("Refresh now", icon=":material/refresh:", on_click=cache.forget, width="stretch")


def _filter_bar(current: UrlState, window: reads.Window) -> None:
    number = sum(len(values) for _, values in current.filters)
    label = f"Filter ({number})" if number else "Filter"
    with st.popover(label, icon=":material/filter_list:", key="header-filters"):
        _filters(current, window)
    for dimension, values in current.filters:
        for value in values:
            _chip(dimension, value)
    if number:
        st.button("Clear", key="header-clear", type="tertiary", on_click=_clear)


def _subline(page: FoundPage, window: reads.Window) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="subline"):
        sentence = f"{time_range.describe(window)} · {window.timezone}"
        st.caption(f"{page.info.question} :gray[{sentence}]", width="content")
        with st.container(width="content"):
            reading_status.draw()


def _filters(current: UrlState, window: reads.Window) -> None:
    values = cache.ask(reads.filter_values(window))
    offered: dict[str, list[str]] = {name: [] for name in url_state.DIMENSIONS}
    for dimension, value in zip(values["dimension"], values["value"], strict=True):
        offered[dimension].append(value)
    for dimension, found in offered.items():
        chosen = list(current.chosen(dimension))
        key = f"header-{dimension}"
        st.session_state[key] = chosen

        def pick(dimension: str = dimension, key: str = key) -> None:
            url.change(url.state().with_filter(dimension, st.session_state[key]))

        st.multiselect(
            dimension.capitalize(),
            found + [value for value in chosen if value not in found],
            format_func=_shown,
            key=key,
            on_change=pick,
            placeholder=f"Any {dimension}",
        )


def _shown(value: str) -> str:
    return value or "(none)"


def _chip(dimension: str, value: str) -> None:
    shown = _shown(value)
    short = shown if len(shown) <= _LONGEST_CHIP else shown[: _LONGEST_CHIP - 1] + "…"

    def remove() -> None:
        now = url.state()
        url.change(now.with_filter(dimension, [kept for kept in now.chosen(dimension) if kept != value]))

    st.button(
        f"{dimension}: {plain(short)}",
        key=f"chip-{dimension}-{value}",
        icon=":material/close:",
        icon_position="right",
        on_click=remove,
        type="secondary",
    )


def _clear() -> None:
    url.change(replace(url.state(), filters=()))


def _has_something(page: FoundPage, context: PageContext) -> bool:
    if not page.info.needs_window:
        return True
    if context.data is None:
        _no_records(page)
        return False
    if not _covers(page, context):
        _outside(context, *context.data)
        _wait_for_data(page, context.data)
        return False
    return True


def _covers(page: FoundPage, context: PageContext) -> bool:
    """Whether some of the data lies within the window, or the page does not ask for that."""
    if not page.info.needs_window:
        return True
    return (
        context.data is not None
        and context.data[1] >= context.window.from_ts
        and context.data[0] < context.window.to_ts
    )


@st.fragment(run_every=2, key="header-waiting")
def _wait_for_data(page: FoundPage, seen: tuple[datetime, datetime] | None) -> None:
    """Draw the page by itself as soon as there is something to draw."""
    url.follow()
    try:
        data = _data_range()
    except LongtailError:
        return
    if data != seen:
        context = _view(url.state(), reads.utc_now(), data)
        if seen is None or _covers(page, context):
            st.rerun()
    if data is None:
        reading_status.progress()


def _no_records(page: FoundPage) -> None:
    with st.container(border=True, key="empty-warehouse", horizontal_alignment="center", gap="small"):
        st.space("medium")
        st.markdown("#### :material/inbox: No records yet", text_alignment="center")
        st.caption(
            "This warehouse is empty. Records appear here as soon as a watched folder "
            "has log files. Watch one with `longtail serve LOGS`, or look around with `longtail demo`.",
            text_alignment="center",
            width=520,
        )
        with st.container(width=520):
            _wait_for_data(page, None)
        st.space("medium")


def _outside(context: PageContext, first: datetime, last: datetime) -> None:
    zone = context.window.timezone
    days = (time_range.to_local(first, zone), time_range.to_local(last, zone))
    with st.container(border=True, key="outside-range", horizontal_alignment="center", gap="small"):
        st.space("medium")
        st.markdown("#### :material/history: No records in this range", text_alignment="center")
        where = "ends" if last < context.window.from_ts else "begins"
        moment = last if where == "ends" else first
        st.caption(
            f"The data reaches from {days[0]:%d %b %Y %H:%M} to {days[1]:%d %b %Y %H:%M} ({zone}): "
            f"it {where} {numbers.ago(moment, context.now)}.",
            text_alignment="center",
        )
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(
                "Show the range of the data",
                type="primary",
                icon=":material/open_in_full:",
                key="show-all",
                on_click=url.set_range,
                args=(time_range.ALL,),
            )
            st.button(
                "Show its last 24 hours",
                icon=":material/update:",
                key="show-last-day",
                on_click=url.set_range,
                args=(time_range.CUSTOM, last - timedelta(hours=24), last + timedelta(seconds=1)),
            )
        st.space("medium")
