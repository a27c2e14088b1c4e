"""Silences: what nobody is told of now, by whom and until when; one can be ended before its time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.alerts import known_rules
from dashboard.components.controls import decision_author, permission
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.watched import alerts
from dashboard.server import runtime
from dashboard.style.text import visible
from monitor.telling import decisions
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from ingest.decisions.error_status import DecisionAuthor

_ROWS = 12
_END = "silence-end"
_COLUMNS = {
    "about": tables.text("Alerts with", width=320),
    "covers": tables.count("Covers now", width=85, help_text="Alerts that fire now and that it is about"),
    "state": tables.text("State", width=80),
    "from_ts": tables.moment("From", width=165),
    "until_ts": tables.moment("Until", width=165),
    "author": tables.text("By", width=120),
    "reason": tables.text("Reason", width=220),
    "ended_by": tables.text("Ended by", width=110),
}


def draw(context: PageContext) -> None:
    """Draw the tab."""
    question = alerts.silences(context.now)
    tile = Tile(
        key="silences",
        title="Silences",
        unit="nobody is told of these alerts; they are evaluated all the same",
        question=question,
        empty="There are no silences. Open an alert to make one.",
    )
    tiles.show(tile, lambda frame: _table(context, frame), height=tables.height_of(_ROWS))
    frame = cache.ask(question)
    there = {
        row["silence_id"]: f"{_about(row['match'])} ({row['author']})"
        for row in frame.to_dicts()
        if row["state"] != "over"
    }
    if not there or not permission.may(Role.RESPONDER):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="silence-ends"):
        chosen = st.selectbox("End a silence", list(there), format_func=lambda key: there[key], key=_END, width=360)
        decision_author.ask_name(_END)
        st.button(
            "End it now",
            key=f"{_END}-do",
            on_click=decision_author.decide,
            args=(_END, lambda who: _end(chosen, who)),
        )


def _end(silence_id: str, who: DecisionAuthor) -> str:
    if not decisions.end_silence(runtime.current().warehouse, silence_id, who.author):
        sentence = "That silence is over already."
        raise LongtailError(sentence)
    return "Ended: what still fires is told now."


def _match(told: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in json.loads(told).items()}


def _about(match: str) -> str:
    return visible(", ".join(f"{name}={' or '.join(values)}" for name, values in json.loads(match).items()))


def _table(context: PageContext, frame: pl.DataFrame) -> None:
    rules, warehouse = known_rules.rules(), runtime.current().warehouse
    covers = [
        None if row["state"] == "over" else len(decisions.covered(warehouse, _match(row["match"]), rules))
        for row in frame.to_dicts()
    ]
    shown = frame.with_columns(
        pl.Series("about", [_about(match) for match in frame["match"]]), pl.Series("covers", covers, dtype=pl.Int64)
    )
    tables.show(tables.localised(shown, context.window.timezone), _COLUMNS, rows=_ROWS, key="silences-table")
