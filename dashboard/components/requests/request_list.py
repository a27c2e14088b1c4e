"""A list of single requests, slowest or newest first; each links to its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import requests
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question
    from dashboard.reads.requests import Wanted


def draw(  # noqa: PLR0913 (what is listed and how, all named)
    context: PageContext,
    wanted: Wanted,
    *,
    key: str,
    title: str,
    on_pick: Callable[[str], None],
    unit: str = "",
    empty: str = "No such request in this range.",
    rows: int = 10,
    with_endpoint: bool = True,
    choices: tuple[Mapping[str, str], str] | None = None,
) -> None:
    """Draw the tile; a click on a request calls `on_pick` with the id of its trace (or request).

    `choices` are the lists to choose from and the one that is shown, as the page's own choice `list`.
    """
    tile = Tile(key=key, title=title, unit=unit, question=_question(context, wanted), empty=empty)

    def show(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.concat_str([pl.col("method").fill_null(""), pl.col("path").fill_null("")], separator=" ")
            .str.strip_chars()
            .alias("request")
        )

        def pick(row: int) -> None:
            if frame["id"][row] is not None:
                on_pick(frame["id"][row])

        if choices is not None:
            _choose(*choices)
        columns = {name: column for name, column in _COLUMNS.items() if with_endpoint or name != "service"}
        tables.show(
            tables.localised(shown, context.window.timezone), columns, rows=rows, key=f"table-{key}", on_pick=pick
        )

    tiles.show(tile, show, height=tables.height_of(rows))


def _choose(lists: Mapping[str, str], shown: str) -> None:
    st.session_state["own-list"] = shown
    default = next(iter(lists))
    st.segmented_control(
        "Which requests",
        list(lists),
        format_func=lambda name: lists[name],
        key="own-list",
        on_change=lambda: url.set_own("list", st.session_state["own-list"] or default, default),
        required=True,
        label_visibility="collapsed",
    )


def _question(context: PageContext, wanted: Wanted) -> Question:
    """The question with its bounds; where these cannot be had, the tile says why when it asks itself."""
    try:
        return requests.listed(context.window, wanted, cache.ask)
    except LongtailError:
        return requests.unbounded(context.window, wanted)


_COLUMNS = {
    "ts": tables.moment("Time", width=178),
    "duration_ms": tables.milliseconds("Duration", width=85),
    "status": tables.number_text("Status", width=65),
    "request": tables.text("Request", width=210),
    "service": tables.text("Service", width=90),
    "id": tables.text("Trace", width=140),
    "user_id": tables.text("User", width=80),
    "host": tables.text("Host", width=100),
}
