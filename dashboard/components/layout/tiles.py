"""Tiles: one border, a title with its unit, a menu with SQL, rows and download; a failed one says so in one sentence.

A tile asks its own question and hands the rows to what draws it. Its height is fixed, so nothing jumps when it
refreshes; while it loads for the first time a skeleton stands in its place.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.alerts.making import rule_link
from dashboard.components.charts import marks, plotly_chart
from dashboard.components.controls import time_range
from dashboard.components.incidents import incident_link
from dashboard.components.layout import dialogs, navigation, page_registry, url
from dashboard.components.logs import logs_link
from dashboard.components.tables import downloads
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import plotly.graph_objects as go
    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question

_DRAWN = "_tiles_drawn"
_CHANGES_PAGE = "changes"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tile:
    """What every tile has: a unique key, a title, its unit, and the question that it answers.

    `rows` asks for the records behind it, None where there are none to show. `download` stands for `question` where
    that is only one number, or makes the rows that the tile shows out of several answers; `also` are the questions of
    the others. `empty` says why nothing is there. `compares` is whether a chart leads to what changed in the range.
    """

    key: str
    title: str
    question: Question
    unit: str = ""
    rows: Question | None = None
    empty: str = "Nothing in this range."
    is_chart: bool = False
    hint: str | None = None
    download: Question | Callable[[], pl.DataFrame] | None = None
    also: tuple[Question, ...] = ()
    compares: bool = True


def show(tile: Tile, draw: Callable[[pl.DataFrame], None], *, height: int) -> None:
    """Draw a tile whose content is `height` pixels high."""
    with framed(tile, height=height):
        with _skeleton(tile.key, height):
            frame = cache.ask(tile.question)
        if frame.is_empty():
            note(tile.empty, height=height)
        else:
            draw(frame)


@contextmanager
def framed(tile: Tile, *, height: int) -> Iterator[None]:
    """A tile around its content; if drawing fails, one sentence says why."""
    with st.container(border=True, key=f"tile-{tile.key}", height="stretch", gap="xxsmall"):
        _header(tile)
        try:
            yield
        except LongtailError as error:
            failed(str(error), height=height)
        except Exception:  # noqa: BLE001 (one broken tile must not take the others away)
            _log.exception("Tile %s cannot be drawn", tile.key)
            failed("This tile could not be drawn; the server's log says why.", height=height)


def note(sentence: str, *, height: int, icon: str = ":material/inbox:") -> None:
    """One quiet sentence in the middle of a tile."""
    with st.container(height=height, border=False, vertical_alignment="center", horizontal_alignment="center"):
        st.caption(f"{icon} {sentence}", text_alignment="center")


def failed(sentence: str, *, height: int) -> None:
    """Say in one sentence why there is nothing to see."""
    with st.container(height=height, border=False, vertical_alignment="center"):
        st.error(plain(sentence), icon=":material/error:")


def chart(
    context: PageContext, figure: go.Figure, key: str, *, selects_range: bool = True, is_marked: bool = True
) -> None:
    """Draw a figure; where its axis is time, a drag over it sets the time range of the page.

    Alerts and deploys of its window are marked on it; not where it shows alerts itself (`is_marked`).
    """

    def zoom(first: str, last: str) -> None:
        start, end = _moment(first), _moment(last)
        if start is not None and end is not None and end > start:
            timezone = context.window.timezone
            url.set_range(time_range.CUSTOM, time_range.to_utc(start, timezone), time_range.to_utc(end, timezone))

    if is_marked:
        marks.draw(figure, context.palette)
    plotly_chart.draw(figure, f"chart-{key}", zoom if selects_range else None)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _header(tile: Tile) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"head-{tile.key}", gap="xxsmall", wrap=False):
        _title(tile)
        key = f"menu-{tile.key}-{dialogs.opened()}"  # a new key closes the menu when it has opened a dialog
        with st.popover("", icon=":material/more_horiz:", type="tertiary", key=key), st.container(gap=None):
            _menu(tile)


def _title(tile: Tile) -> None:
    """The title and its unit; as HTML, which a browser has ready in a tenth of the time that Markdown takes."""
    if tile.hint is not None:
        st.markdown(f"**{plain(tile.title)}** :gray[{plain(tile.unit)}]", help=tile.hint)
        return
    st.html(f'<p class="lt-title"><b>{escape(tile.title)}</b> <span>{escape(tile.unit)}</span></p>')


def _menu(tile: Tile) -> None:
    st.button(
        "Show SQL",
        key=f"sql-{tile.key}",
        icon=":material/code:",
        type="tertiary",
        on_click=dialogs.ask_sql,
        args=(tile.title, tile.question, *tile.also),
    )
    if tile.rows is not None:
        st.button(
            "Show rows",
            key=f"rows-{tile.key}",
            icon=":material/table_rows:",
            type="tertiary",
            on_click=dialogs.ask_rows,
            args=(tile.title, tile.rows),
        )
        logs_link.button(tile.rows, key=f"logs-{tile.key}", type="tertiary")
    if tile.is_chart and tile.compares and page_registry.has(_CHANGES_PAGE):
        st.button(
            "What changed?",
            key=f"changes-{tile.key}",
            icon=":material/compare_arrows:",
            type="tertiary",
            on_click=navigation.to,
            args=(_CHANGES_PAGE,),
        )
    rule_link.of_question(tile.title, tile.question, key=f"make-rule-{tile.key}")
    if tile.is_chart and tile.compares:
        incident_link.button(f"incident-{tile.key}", type="tertiary")
    for name, make, mime in (
        ("CSV", downloads.to_csv, "text/csv"),
        ("Parquet", downloads.to_parquet, "application/vnd.apache.parquet"),
    ):
        st.download_button(
            f"Download {name}",
            _deferred(make, tile.download or tile.question),
            file_name=f"longtail-{tile.key}.{name.lower()}",
            mime=mime,
            key=f"{name.lower()}-{tile.key}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    if tile.is_chart:
        st.caption("To save a picture: the camera on the chart.")


def _deferred(
    make: Callable[[pl.DataFrame], bytes], rows: Question | Callable[[], pl.DataFrame]
) -> Callable[[], bytes]:
    return lambda: make(rows() if callable(rows) else cache.ask(rows))


@contextmanager
def _skeleton(key: str, height: int) -> Iterator[None]:
    """A placeholder the first time this session draws the tile; afterwards the old content stays until then."""
    drawn: set[str] = st.session_state.setdefault(_DRAWN, set())
    if key in drawn:
        with st.empty():
            yield
        return
    with st.skeleton(height=height):
        yield
    drawn.add(key)
