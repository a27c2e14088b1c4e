"""Errors: what is broken? Groups of the range, their status, and one group in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.charts import figures
from dashboard.components.controls import choice, decision_author
from dashboard.components.errors import badges, error_detail, error_table
from dashboard.components.layout import headline, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.reads import errors
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window

PAGE = PageInfo(title="Errors", question="What is broken?", icon="bug_report", section="Explore", order=40)
_CHART_HEIGHT = 220
_MOST_SERIES = 7
_NUMBERS: Mapping[str, tuple[str, str]] = {
    "open_groups": ("Open errors", "Groups that occurred in the range and are neither resolved nor ignored"),
    "new_groups": ("New", "Groups that were seen for the first time ever in the range"),
    "regressed_groups": ("Regressed", "Groups that came back after somebody resolved them"),
    "occurrences": ("Occurrences", "Occurrences of all groups; an exception in several files counts once"),
}
_SPLITS: Mapping[errors.Split, str] = {"group": "By error", "service": "By service"}
_TITLES: Mapping[errors.Show, str] = {
    "open": "Occurrences of open errors",
    "new": "Occurrences of new errors",
    "regressed": "Occurrences of regressed errors",
    "resolved": "Occurrences of resolved errors",
    "ignored": "Occurrences of ignored errors",
    "all": "Occurrences of all errors",
}


def render(context: PageContext) -> None:
    """Draw the page: the list, or the group that the URL names."""
    decision_author.say()
    error_id = url.own_text("error")
    if error_id:
        error_detail.draw(context, error_id)
        return
    _numbers(context)
    _chart(context)
    error_table.draw(context)


def _numbers(context: PageContext) -> None:
    with st.grid(len(_NUMBERS), min_column_width=168, gap="small", key="error-numbers"):
        for column, (title, hint) in _NUMBERS.items():
            _number(context, column, title, hint)


def _number(context: PageContext, column: str, title: str, hint: str) -> None:
    complete = context.window.complete(context.now)
    tile = Tile(
        key=f"number-{column.replace('_', '-')}",
        title=title,
        question=errors.totals(context.window),
        hint=hint,
        download=errors.totals_series(context.window),
    )

    def draw(frame: pl.DataFrame) -> None:
        value = frame[column].item()
        spark = headline.line_of(cache.ask(errors.totals_series(complete)), column, complete)
        headline.draw(
            numbers.count(value),
            numbers.exact(value),
            change=_change(context, complete, column),
            spark=spark,
            palette=context.palette,
            color=context.palette.error if any(spark) else context.palette.ghost,
        )

    tiles.show(tile, draw, height=headline.HEIGHT)


def _change(context: PageContext, complete: Window, column: str) -> headline.Change | None:
    """Against the period before, for what was counted then as it is now: not for what people have decided since."""
    if column not in {"occurrences", "new_groups"}:
        return None
    if context.data is None or context.data[0] > complete.from_ts - context.window.span:
        return None
    now, before = (
        cache.ask(errors.totals(window))[column].item() for window in (complete, complete.shifted(context.window.span))
    )
    changed = numbers.change(now, before)
    label = f"{numbers.span(context.window.span)} before"
    return None if changed is None else headline.Change(changed, label, context.palette.error)


def _chart(context: PageContext) -> None:
    split, show = choice.chosen("split", _SPLITS), error_table.chosen()[0]
    tile = Tile(
        key="error-trend",
        title=_TITLES[show],
        unit=numbers.every(context.window.bucket),
        question=errors.trend(context.window, show, split, _MOST_SERIES),
        empty="None in this range.",
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        choice.draw("split", _SPLITS)
        series = [
            _series(context, mine, split) for mine in frame.sort("rank").partition_by("rank", maintain_order=True)
        ]
        rest = [one for one in series if one.name == "other"]
        top = [one for one in series if one.name != "other"]
        tiles.chart(
            context,
            figures.stacked_bars(context.window, [*top, *rest], context.palette, height=_CHART_HEIGHT),
            tile.key,
        )

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _series(context: PageContext, mine: pl.DataFrame, split: str) -> figures.Series:
    rank, name = int(mine["rank"][0]), str(mine["name"][0])
    return figures.Series(
        "other" if rank == 0 else _legend(name, split),
        context.palette.other if rank == 0 else context.palette.series[(rank - 1) % len(context.palette.series)],
        figures.local(mine["bucket"], context.window),
        mine["occurrences"].to_list(),
    )


def _legend(name: str, split: str) -> str:
    if split == "service":
        return name or "(no service)"
    return badges.name_of(None, name)
