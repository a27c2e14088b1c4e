"""Logs: what exactly happened? A search, over time, by value, and row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.alerts.making import rule_link
from dashboard.components.charts import level_chart
from dashboard.components.controls import clickable_values, time_range
from dashboard.components.controls.clickable_values import Facet
from dashboard.components.layout import navigation, tiles, url
from dashboard.components.layout import url_state as states
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.logs import live_tail, log_columns, pattern_table, record, running_search, search_box
from dashboard.components.tables import tables
from dashboard.reads import search as searches
from dashboard.reads.search import Cursor, Place, Search
from dashboard.reads.searching import Found, Searching, Wanted
from dashboard.style import numbers
from sql.search import SearchError, condition, fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(title="Logs", question="What exactly happened?", icon="subject", section="Explore", order=30)
_PAGE_ROWS = 100
_VISIBLE_ROWS = 20
_DOWNLOAD_ROWS = 10_000
_CHART_HEIGHT = 150
_FIRST_LOOK_SECONDS = 0.4
_COUNTING_SECONDS = 0.25
_LOOK_EVERY_SECONDS = 0.5
_FACETS: Mapping[str, str] = {
    "level": "Level",
    "service": "Service",
    "source": "Source",
    "status": "Status",
    "route": "Route",
    "error_type": "Error type",
    "logger": "Logger",
    "host": "Host",
}


def render(context: PageContext) -> None:
    """Draw the page."""
    text = search_box.draw()
    shown = _controls()
    try:
        condition(text)
    except SearchError as error:
        search_box.wrong(error)
        return
    search = Search(context.window, text, every_line=url.own("lines", ["once", "all"], "once") == "all")
    if shown == "patterns":
        pattern_table.draw(search, rows=_VISIBLE_ROWS)
    elif _is_live():
        _tail(context, search)
    else:
        _results(context, search)
    log_columns.remember()


def overlay(context: PageContext) -> None:
    """Draw the open record over the page."""
    place = Place.parse(url.own_text(record.ROW))
    if place is not None:
        record.drawer(context, place)


def _is_live() -> bool:
    return url.own("live", ["0", "1"], "0") == "1"


def _controls() -> str:
    shown = url.own("view", ["rows", "patterns"], "rows")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="logs-controls"):
        _choice("view", "View", {"rows": "Rows", "patterns": "Patterns"}, shown)
        lines = url.own("lines", ["once", "all"], "once")
        _choice("lines", "Lines", {"once": "Each event once", "all": "Every line"}, lines)
        if shown == "rows":
            with st.popover("Columns", icon=":material/view_column:", key="logs-columns-menu"):
                log_columns.picker()
            live = _is_live()
            st.button(
                "Stop the tail" if live else "Live tail",
                key="logs-live",
                icon=":material/stop:" if live else ":material/play_arrow:",
                on_click=_set_live,
                args=(not live,),
            )
        rule_link.of_search(url.own_text(search_box.QUERY), key="logs-alert")
    return shown


def _choice(name: str, label: str, options: Mapping[str, str], chosen: str) -> None:
    widget = f"logs-{name}"
    if st.session_state.get(widget) != chosen:
        st.session_state[widget] = chosen
    default = next(iter(options))

    def changed() -> None:
        url.set_own(name, st.session_state[widget] or default, default)
        url.set_own("after", "", "")

    st.segmented_control(
        label,
        list(options),
        format_func=lambda key: options[key],
        key=widget,
        on_change=changed,
        label_visibility="collapsed",
        required=True,
    )


def _set_live(live: bool) -> None:  # noqa: FBT001 (a callback's argument)
    live_tail.forget()
    st.session_state.pop("_tail_paused", None)
    url.set_own("live", "1" if live else "0", "0")
    url.rerun_app()


def _results(context: PageContext, search: Search) -> None:
    after = Cursor.parse(url.own_text("after"))
    attribute = _facet_attribute()
    searching = running_search.of(Wanted(search, _PAGE_ROWS, after, attribute))
    searching.found_within(_FIRST_LOOK_SECONDS)
    is_done = searching.wait(_COUNTING_SECONDS).is_done

    @st.fragment(run_every=None if is_done else _LOOK_EVERY_SECONDS, key="logs-results")
    def results() -> None:
        navigation.follow()
        url.follow()
        found = searching.found_within()
        _progress(context, searching, found)
        _histogram(context, search, found)
        with st.container(key="logs-body"):
            left, right = st.columns([2, 9], gap="small")
            with left:
                _facets(context, search, found, attribute)
            with right:
                _rows(context, search, found, after)
        if found.is_done and not is_done:
            st.rerun()  # the timer is no longer needed

    results()


def _progress(context: PageContext, searching: Searching, found: Found) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="logs-progress"):
        if found.problem is not None:
            st.caption(f":material/error: {found.problem}")
        elif found.is_done and not found.was_stopped:
            more = "" if searching.wanted.search.every_line else ", an event in several files once"
            noun = "record" if found.records == 1 else "records"
            st.caption(f"**{found.records:,}** {noun}{more} · {found.seconds:.2f} s")
        else:
            state = "Stopped" if found.was_stopped else "Counting" if found.is_page_full else "Searching"
            reached = found.counted_to if found.is_page_full else found.searched_to
            back = "" if reached is None else f" · back to {_clock(context, reached)}"
            number = found.records if found.is_page_full else 0 if found.rows is None else found.rows.height
            st.progress(min(1.0, found.progress), text=f"{state}{back} · {number:,} found so far", width=420)
            if found.was_stopped:
                st.button("Search again", key="logs-again", icon=":material/refresh:", type="tertiary", on_click=_again)
            else:
                st.button(
                    "Stop", key="logs-stop", icon=":material/stop_circle:", type="tertiary", on_click=searching.stop
                )


def _again() -> None:
    running_search.again()
    url.rerun_app()


def _clock(context: PageContext, moment: Any) -> str:
    return f"{time_range.to_local(moment, context.window.timezone):%a %d %b %H:%M}"


def _histogram(context: PageContext, search: Search, found: Found) -> None:
    tile = Tile(
        key="histogram",
        title="Records by level",
        unit=numbers.every(context.window.bucket),
        question=searches.levels(search),
        is_chart=True,
        hint="Drag to zoom.",
    )
    with tiles.framed(tile, height=_CHART_HEIGHT):
        if not found.levels:
            sentence = "Nothing found in this range." if found.is_done else "Counting starts after the newest rows."
            tiles.note(sentence, height=_CHART_HEIGHT)
            return
        frame = pl.DataFrame(
            list(found.levels), schema={"bucket": pl.Datetime, "level": pl.String, "records": pl.Int64}, orient="row"
        )
        tiles.chart(context, level_chart.figure(context, frame, height=_CHART_HEIGHT), tile.key)


def _facets(context: PageContext, search: Search, found: Found, attribute: str) -> None:
    tile = Tile(key="facets", title="Values", question=searches.facets(search, attribute))
    with tiles.framed(tile, height=tables.height_of(_VISIBLE_ROWS)):
        with st.container(height=tables.height_of(_VISIBLE_ROWS), border=False):
            names = {**_FACETS, **({"attribute": attribute} if attribute else {})}
            by_name: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
            for name, value, records in found.facets:
                if name in by_name and len(by_name[name]) < 30:  # noqa: PLR2004 (more is not read)
                    by_name[name].append((value, records))
            state = url.state()
            clickable_values.facets(
                [
                    Facet(
                        name, label, by_name[name], frozenset(state.chosen(name) if name in states.DIMENSIONS else ())
                    )
                    for name, label in names.items()
                ],
                lambda name, value, how: _pick(attribute if name == "attribute" else name, value, how),
                key="logs-facets",
            )
            _attribute_box(attribute)
        if found.facets_of and found.facets_to is not None and found.facets_to > context.window.from_ts:
            newest = f"Of the newest {found.facets_of:,} records, back to {_clock(context, found.facets_to)}."
            if found.facets_of < found.records:
                st.caption(newest)


def _facet_attribute() -> str:
    name = url.own_text("facet")
    return name if fields.is_name(name) and fields.column_of(name) is None else ""


def _attribute_box(attribute: str) -> None:
    if st.session_state.get("logs-facet") != attribute:
        st.session_state["logs-facet"] = attribute
    st.text_input(
        "An attribute",
        key="logs-facet",
        placeholder="such as order_id",
        on_change=lambda: url.set_own("facet", str(st.session_state["logs-facet"]).strip(), ""),
        help="Counts the values of any attribute by its name. Dots go inside: cart.items.",
    )


def _pick(name: str, value: str, how: clickable_values.How) -> None:
    """A facet was clicked: filters of the page header are set there, everything else in the search."""
    url.set_own("after", "", "")
    if how == "include" and name in states.DIMENSIONS:
        now = url.state()
        chosen = list(now.chosen(name))
        kept = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
        url.change(now.with_filter(name, kept))
        url.write()
        url.rerun_app()
    else:
        record.pick(name, value, how)


def _rows(context: PageContext, search: Search, found: Found, after: Cursor | None) -> None:
    tile = Tile(
        key="logs-rows",
        title="Newest records" if after is None else "Older records",
        question=searches.rows(search, _PAGE_ROWS, after),
        download=searches.rows(search, _DOWNLOAD_ROWS, after),
        hint=f"Click a row to open it. Downloads have the newest {_DOWNLOAD_ROWS:,}; /api/v1/logs gives them all.",
    )
    height = tables.height_of(_VISIBLE_ROWS)
    with tiles.framed(tile, height=height):
        if found.rows is None or found.rows.is_empty():
            if found.is_done:
                _nothing(context, search, height)
            else:
                tiles.note("Searching…", height=height, icon=":material/search:")
            return
        _table(context, found.rows, "logs-table")
        _pager(found, after)


def _table(context: PageContext, rows: pl.DataFrame, key: str) -> None:
    names = log_columns.chosen()

    def open_row(index: int) -> None:
        row = rows.row(index, named=True)
        record.open_(Place(row["file_id"], row["byte_offset"], row["record_index"]))

    shown = tables.localised(log_columns.shown(rows, names), context.window.timezone)
    tables.show(shown, log_columns.config(names), rows=_VISIBLE_ROWS, key=key, on_pick=open_row)


def _nothing(context: PageContext, search: Search, height: int) -> None:
    with st.container(height=height, border=False, vertical_alignment="center", horizontal_alignment="center"):
        st.caption(":material/inbox: Nothing found in this range.", text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            if url.state().range.choice != time_range.ALL:
                st.button("Search all time", key="logs-all-time", on_click=url.set_range, args=(time_range.ALL,))
            if not search.every_line:
                st.button("Search every line", key="logs-every-line", on_click=_every_line)
    del context


def _every_line() -> None:
    url.set_own("lines", "all", "once")
    url.rerun_app()


def _pager(found: Found, after: Cursor | None) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", key="logs-pager"):
        if after is not None:
            st.button("Newest", key="logs-newest", icon=":material/first_page:", on_click=_page, args=("",))
        if found.next is not None:
            st.button(
                "Older",
                key="logs-older",
                icon=":material/chevron_right:",
                icon_position="right",
                on_click=_page,
                args=(str(found.next),),
            )


def _page(after: str) -> None:
    url.set_own("after", after, "")
    url.rerun_app()


def _tail(context: PageContext, search: Search) -> None:
    is_paused = bool(st.session_state.get("_tail_paused"))

    @st.fragment(run_every=None if is_paused else live_tail.EVERY_SECONDS, key="logs-tail")
    def lines() -> None:
        navigation.follow()
        url.follow()
        tile = Tile(key="logs-tail", title="Live tail", question=searches.rows(search, _PAGE_ROWS))
        with tiles.framed(tile, height=tables.height_of(_VISIBLE_ROWS)):
            with st.container(horizontal=True, gap="small", vertical_alignment="center", key="tail-head"):
                _pause(is_paused)
                if is_paused:
                    rows = st.session_state.get("_tail", (None, pl.DataFrame()))[1]
                    st.caption("Paused: the list stays as it is.")
                else:
                    rows, come = live_tail.rows(search)
                    st.caption(f"{come} new in the last second · the newest {live_tail.MOST_ROWS} are kept")
            if rows.is_empty():
                tiles.note("Waiting for records…", height=tables.height_of(_VISIBLE_ROWS), icon=":material/hourglass:")
            else:
                _table(context, rows, "logs-tail-table")

    lines()


def _pause(is_paused: bool) -> None:  # noqa: FBT001 (one private call)
    def toggle() -> None:
        st.session_state["_tail_paused"] = not is_paused
        url.rerun_app()

    icon = ":material/play_arrow:" if is_paused else ":material/pause:"
    st.button("Go on" if is_paused else "Pause", key="logs-pause", icon=icon, on_click=toggle)
