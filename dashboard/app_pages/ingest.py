"""Ingest: do I have everything? The ledger, invalid lines with reasons, what is missing, and how far reading is."""

from __future__ import annotations

import os
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import figures
from dashboard.components.layout import tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.reading import held_copies, told_zones, unread_streams, untimed_streams
from dashboard.components.tables import tables
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="Ingest", question="Do I have everything?", icon="inventory_2", section="Manage", order=90, needs_window=False
)
_CHART_HEIGHT = 200
_LEDGER_ROWS = 10
_TABLE_ROWS = 6
_SUM_HEIGHT = 56
_NOTE_HEIGHT = 56
_ANY = "all"
_STATES = {
    "live": "may still grow",
    "drained": "rotated, read to its end",
    "finished": "archive, read to its trailer",
    "missing": "not found at the last scan",
    "broken": "cannot be read",
    "dropped": "dropped by a person, see its note",
}
_MOST_SOURCES = 8
_BESIDE = {"redacted": "values redacted", "flagged": "times flagged", "dropped_rows": "dropped since"}
"""Further columns of the ledger, shown only if one of them has a value."""


def render(context: PageContext) -> None:
    """Draw the page."""
    _problems()
    _totals(context)
    _throughput(context)
    _ledger(context)
    held_copies.show()
    told_zones.show(context)
    unread_streams.show(context)
    untimed_streams.show(context)
    if cache.ask(reads.reject_reasons(context.window)).is_empty():
        _reasons(context, height=_NOTE_HEIGHT)
    else:
        left, right = st.columns([1, 2], gap="small")
        with left:
            _reasons(context, height=tables.height_of(_TABLE_ROWS))
        with right:
            _rejects(context)
    _copies(context)
    _gaps(context)


def _problems() -> None:
    ingest = runtime.current().ingest
    if ingest is not None:
        for problem in ingest.status.problems:
            st.warning(plain(problem), icon=":material/warning:")


def _totals(context: PageContext) -> None:
    left, right = st.columns([3, 2], gap="small")
    tile = Tile(
        key="lines",
        title="Every line is accounted for",
        question=reads.ledger_totals(context.window),
        empty="No file has been read yet.",
    )

    def draw(frame: pl.DataFrame) -> None:
        total = frame.row(0, named=True)
        palette = context.palette
        parts = [
            ("lines", "lines read", palette.text),
            ("=", "", palette.muted),
            ("row_lines", "stored", palette.text),
            ("+", "", palette.muted),
            ("rejected", "rejected", palette.worse if total["rejected"] else palette.text),
            ("+", "", palette.muted),
            ("blank", "blank or continued", palette.text),
        ]
        if total["unaccounted"]:
            parts += [("+", "", palette.muted), ("unaccounted", "unaccounted for", palette.error)]
        beside = [name for name in _BESIDE if total[name]]
        parts += [part for name in beside for part in (("·", "", palette.muted), (name, _BESIDE[name], palette.muted))]
        st.html(_sum(parts, total, palette.muted))

    with left:
        tiles.show(tile, draw, height=_SUM_HEIGHT)
    with right:
        tiles.show(
            Tile(key="reading", title="Reading now", question=reads.ledger_totals(context.window)),
            _now_drawer(context),
            height=_SUM_HEIGHT,
        )


def _sum(parts: list[tuple[str, str, str]], total: dict[str, int], muted: str) -> str:
    html = []
    for name, label, color in parts:
        if label:
            value = total[name]
            html.append(
                f'<span><b style="color:{color}" title="{value:,}">{escape(numbers.count(value))}</b>'
                f'<small style="color:{muted}">{escape(label)}</small></span>'
            )
        else:
            html.append(f'<i style="color:{color}">{name}</i>')
    return f'<div class="lt-sum">{"".join(html)}</div>'


def _now_drawer(context: PageContext) -> Callable[[pl.DataFrame], None]:
    def draw(frame: pl.DataFrame) -> None:
        st.html(_now(frame.row(0, named=True), context))

    return draw


def _now(total: dict[str, int], context: PageContext) -> str:
    ingest = runtime.current().ingest
    speed = None if ingest is None else ingest.status.lines_per_second
    waiting = total["lag_bytes"] if ingest is None else ingest.status.lag_bytes
    palette = context.palette
    shown = [
        (numbers.byte_size(waiting), "waiting", palette.worse if waiting else palette.text, f"{waiting:,} bytes"),
        (
            numbers.NOTHING if speed is None else numbers.rate(speed),
            "lines",
            palette.text,
            "lines per second, right now",
        ),
        (numbers.count(total["files"]), "files", palette.text, f"{total['files']:,}"),
        (numbers.byte_size(total["bytes_read"]), "read", palette.text, f"{total['bytes_read']:,} bytes"),
    ]
    html = [
        f'<span><b style="color:{color}" title="{escape(exact)}">{escape(value)}</b>'
        f'<small style="color:{palette.muted}">{label}</small></span>'
        for value, label, color, exact in shown
    ]
    return f'<div class="lt-sum">{"".join(html)}</div>'


def _throughput(context: PageContext) -> None:
    tile = Tile(
        key="throughput",
        title="Records stored, by source",
        unit=f"{numbers.every(context.window.bucket)}, by the time in the record",
        question=reads.throughput(context.window),
        rows=reads.rows(context.window),
        empty="No records in this range.",
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        totals = frame.group_by("source").agg(pl.col("records").sum()).sort("records", descending=True)
        names = totals["source"].to_list()
        series = []
        for index, name in enumerate(names[:_MOST_SOURCES]):
            mine = frame.filter(pl.col("source") == name)
            color = context.palette.series[index % len(context.palette.series)]
            series.append(
                figures.Series(name, color, figures.local(mine["bucket"], context.window), mine["records"].to_list())
            )
        rest = (
            frame.filter(pl.col("source").is_in(names[_MOST_SOURCES:])).group_by("bucket").agg(pl.col("records").sum())
        )
        if not rest.is_empty():
            x = figures.local(rest["bucket"], context.window)
            series.append(figures.Series("other", context.palette.other, x, rest["records"].to_list()))
        tiles.chart(
            context, figures.stacked_bars(context.window, series, context.palette, height=_CHART_HEIGHT), tile.key
        )

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _ledger(context: PageContext) -> None:
    counts = cache.ask(reads.file_states(context.window))
    by_state = dict(zip(counts["state"], counts["files"], strict=True))
    options = [_ANY, *(state for state in _STATES if state in by_state)]
    chosen = url.own("state", options, _ANY)
    tile = Tile(
        key="ledger",
        title="The ledger",
        unit="one line per file, newest first",
        question=reads.ledger(context.window, None if chosen == _ANY else (chosen,)),
        empty="No file has been read yet: start Longtail with `longtail serve LOGS`.",
    )

    def draw(frame: pl.DataFrame) -> None:
        st.session_state["own-state"] = chosen
        st.pills(
            "State",
            options,
            format_func=lambda state: (
                f"{state} · {sum(by_state.values()) if state == _ANY else by_state.get(state, 0)}"
            ),
            key="own-state",
            on_change=lambda: url.set_own("state", st.session_state["own-state"] or _ANY, _ANY),
            label_visibility="collapsed",
        )
        root = _common_folder(frame["path"].to_list())
        shown = frame.with_columns(
            pl.col("path").str.strip_prefix(root),
            pl.when("is_balanced").then(pl.lit("yes")).otherwise(pl.lit("NO")).alias("balanced"),
            pl.when(pl.col("lag_bytes") > 0).then("lag_bytes").alias("lag_bytes"),
            pl.when(pl.col("size") > 0)
            .then(pl.col("bytes_read") / pl.col("size") * 100)
            .otherwise(100.0)
            .alias("progress"),
        )
        tables.show(tables.in_utc(shown), _LEDGER_COLUMNS, rows=_LEDGER_ROWS)

    tiles.show(tile, draw, height=tables.height_of(_LEDGER_ROWS))


def _common_folder(paths: list[str]) -> str:
    """The folder that all paths begin with, up to its slash; empty if there is none worth leaving out."""
    try:
        return os.path.commonpath([PurePosixPath(path).parent for path in paths]) + "/" if len(paths) > 1 else ""
    except ValueError:
        return ""  # some are absolute and some are not


def _reasons(context: PageContext, *, height: int) -> None:
    tile = Tile(
        key="reject-reasons",
        title="Why lines were rejected",
        question=reads.reject_reasons(context.window),
        empty="No invalid lines.",
    )
    tiles.show(
        tile,
        lambda frame: tables.show(tables.in_utc(frame), _REASON_COLUMNS, rows=_TABLE_ROWS),
        height=height,
    )


def _rejects(context: PageContext) -> None:
    tile = Tile(
        key="rejects",
        title="Rejected lines",
        unit="newest first, as in the file",
        question=reads.rejects(context.window),
        empty="No invalid lines.",
    )

    def draw(frame: pl.DataFrame) -> None:
        raw = pl.Series("raw", [bytes(value).decode("utf-8", "replace") for value in frame["raw"]], dtype=pl.String)
        tables.show(tables.in_utc(frame.with_columns(raw)), _REJECT_COLUMNS, rows=_TABLE_ROWS)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _copies(context: PageContext) -> None:
    question = reads.stream_copies(context.window)
    tile = Tile(
        key="copies",
        title="What several files tell",
        unit="an event that stands in several files of a service counts once",
        question=question,
        empty="Every service writes one stream: nothing can stand in two.",
    )
    rows = min(_TABLE_ROWS, cache.ask(question).height)
    tiles.show(
        tile,
        lambda frame: tables.show(
            frame.with_columns(pl.col("copy_share") * 100), _COPY_COLUMNS, rows=min(_TABLE_ROWS, frame.height)
        ),
        height=tables.height_of(rows) if rows else _NOTE_HEIGHT,
    )


def _gaps(context: PageContext) -> None:
    tile = Tile(
        key="gaps",
        title="Known gaps and doubts",
        question=reads.known_gaps(context.window),
        empty="No known gaps, no missing or broken files, no possible duplicates.",
    )
    tiles.show(
        tile,
        lambda frame: tables.show(tables.in_utc(frame), _GAP_COLUMNS, rows=min(_TABLE_ROWS, frame.height)),
        height=_NOTE_HEIGHT,
    )


_LEDGER_COLUMNS = {
    "path": tables.text("File"),
    "state": tables.text("State", width=80, help_text="; ".join(f"{name}: {what}" for name, what in _STATES.items())),
    "lines": tables.count("Lines", width=85),
    "row_lines": tables.count("Stored", width=85, help_text="Lines that gave records"),
    "rejected": tables.count("Rejected", width=80),
    "blank": tables.count(
        "Blank", width=65, help_text="Empty lines, and the later lines of a record that spans several"
    ),
    "redacted": tables.count("Redacted", width=80, help_text="Values hidden before anything was stored"),
    "flagged": tables.count(
        "Flagged", width=75, help_text="Records without a time of their own, or with one in the future or before 2000"
    ),
    "dropped_rows": tables.count("Dropped", width=80, help_text="Records that retention has dropped"),
    "balanced": tables.text("Adds up", width=75, help_text="lines = stored + rejected + blank"),
    "progress": tables.progress("Read", width=100),
    "lag_bytes": tables.byte_size("Waiting", width=75),
    "size": tables.byte_size("Size", width=80),
    "last_ts": tables.ago("Last record", width=125),
    "last_read_at": tables.ago("Last read", width=125),
    "note": tables.text("Note", width=160),
}
_REASON_COLUMNS = {
    "reason": tables.text("Reason"),
    "rejects": tables.count("Lines", width=70),
    "files": tables.count("Files", width=60),
    "last_rejected_at": tables.ago("Last", width=110),
}
_REJECT_COLUMNS = {
    "rejected_at": tables.ago("When", width=125),
    "path": tables.text("File", width=200),
    "line_number": tables.count("Line", width=70),
    "reason": tables.text("Reason", width=150),
    "raw": tables.text("Raw text"),
}
_COPY_COLUMNS = {
    "service": tables.text("Service", width=150),
    "source": tables.text("Stream", width=150),
    "records": tables.count("Records", width=100),
    "copies": tables.count("Found elsewhere", width=130, help_text="Another stream of the service tells of the event"),
    "copy_share": tables.progress("Share", width=120),
    "counts": tables.text("Counts", help_text="once, unless the setting counted says otherwise of the stream"),
}
_GAP_COLUMNS = {
    "path": tables.text("File"),
    "state": tables.text("State", width=80),
    "gap_bytes": tables.byte_size("Missing", width=90),
    "possible_duplicates": tables.count("Possibly twice", width=110),
    "what": tables.text("What is known"),
    "last_read_at": tables.ago("Last read", width=110),
}
