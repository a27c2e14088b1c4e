"""The parts of an error group, the decisions about it, and how to split it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import decision_author, permission
from dashboard.components.errors import badges, error_table
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import errors
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain, visible
from ingest.decisions import error_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads.errors import Dimension
    from ingest.decisions.error_status import DecisionAuthor

_HEIGHT = 250
_ROWS = 4
_PARTS: Mapping[str, str] = {"own": "Own", "merged": "Merged into it", "split": "Split off it"}
_BY: Mapping[Dimension, str] = {"message": "Message contains", "service": "Service is"}
_MOST_BUTTONS = 20


def draw(context: PageContext, group: Mapping[str, Any]) -> None:
    """Draw the tiles."""
    left, right = st.columns([7, 6], gap="small")
    with left:
        _parts(group)
    with right:
        _history(context, group)


def _parts(group: Mapping[str, Any]) -> None:
    tile = Tile(
        key="error-parts",
        title="What it is made of",
        question=errors.parts(group["error_id"]),
        hint="Fingerprints: same type and same frames of your code, or same type and message where there is no stack.",
    )

    def fill(frame: pl.DataFrame) -> None:
        with st.container(height=_HEIGHT, border=False, key="error-parts-content"):
            shown = frame.with_columns(
                pl.col("part").replace_strict(_PARTS, default="").alias("part"),
                pl.struct("error_type", "error_message", "rule")
                .map_elements(_what, return_dtype=pl.String)
                .alias("what"),
            )
            tables.show(tables.in_utc(shown), _PART_COLUMNS, rows=_ROWS)
            if permission.may(Role.RESPONDER):
                with st.container(horizontal=True, gap="small", key="error-parts-bar"):
                    _split(group)
                    _undo(frame)

    tiles.show(tile, fill, height=_HEIGHT)


def _what(one: Mapping[str, Any]) -> str:
    name = badges.name_of(one["error_type"], one["error_message"])
    return visible(f"{one['rule']} · {name}" if one["rule"] else name)


def _split(group: Mapping[str, Any]) -> None:
    with st.popover("Split", icon=":material/call_split:", key="error-split-menu"):
        st.caption("What matches becomes a separate error, now and in the future. Stored records do not change.")
        by = st.segmented_control(
            "By", list(_BY), format_func=lambda key: _BY[key], default="message", key="split-by", required=True
        )
        dimension: Dimension = "service" if by == "service" else "message"
        if dimension == "service":
            value = st.selectbox(
                "Service",
                group["services"],
                format_func=lambda name: visible(name) or "(none)",
                key="split-service",
            )
        else:
            value = st.text_input(
                "Text in the message",
                key="split-message",
                max_chars=error_status.LONGEST_VALUE,
                help="Case matters.",
            )
        possible = _preview(group, dimension, value or "")
        st.session_state["split-author"] = decision_author.author()
        decision_author.ask("split")
        st.button(
            "Split",
            key="error-split",
            type="primary",
            disabled=not possible,
            on_click=decision_author.decide,
            args=("split", _splitting(group["error_id"], dimension, value or "")),
        )


def _preview(group: Mapping[str, Any], dimension: Dimension, value: str) -> bool:
    if dimension == "message" and not value.strip():
        return False
    preview = cache.ask(errors.split_preview(group["error_id"], dimension, value)).row(0, named=True)
    taken, whole = preview["taken"], preview["occurrences"]
    st.caption(f"Matches {numbers.exact(taken)} of {numbers.exact(whole)} occurrences.")
    if preview["split_before"]:
        st.caption("It contains a split of another error: undo that split first.")
        return False
    return bool(0 < taken < whole)


def _splitting(error_id: str, dimension: Dimension, value: str) -> Callable[[DecisionAuthor], str]:
    def write(by: DecisionAuthor) -> str:
        error_status.split(runtime.current().warehouse, error_id, dimension, value, by)
        return "Split off."

    return write


def _undo(frame: pl.DataFrame) -> None:
    """What can be taken back: each merged fingerprint, each split."""
    moved = [one for one in frame.to_dicts() if one["part"] != "own" or one["rule"]][:_MOST_BUTTONS]
    if not moved:
        return
    with st.popover("Take out", icon=":material/undo:", key="error-undo-menu"):
        decision_author.ask("undo")
        for one in moved:
            label = "Take out" if one["part"] == "merged" else "Take back the split"
            st.button(
                f"{label}: {plain(_what(one)[:100])}",
                key=f"undo-{one['fingerprint']}",
                type="tertiary",
                on_click=decision_author.decide,
                args=("undo", _undoing(one)),
            )
    others = {one["group_id"]: _what(one) for one in moved if one["part"] == "split"}
    if others:
        with st.popover("Open", icon=":material/open_in_new:", key="error-others-menu"):
            for other, what in others.items():
                st.button(
                    plain(what[:100]),
                    key=f"other-{other}",
                    type="tertiary",
                    on_click=error_table.open_group,
                    args=(other,),
                )


def _undoing(one: Mapping[str, Any]) -> Callable[[DecisionAuthor], str]:
    def write(by: DecisionAuthor) -> str:
        warehouse = runtime.current().warehouse
        if one["part"] == "merged":
            error_status.take_out(warehouse, one["fingerprint"], by)
            return "It is a separate error again."
        error_status.join(warehouse, one["fingerprint"], by)
        return "The split is taken back."

    return write


def _history(context: PageContext, group: Mapping[str, Any]) -> None:
    tile = Tile(
        key="error-history",
        title="History",
        question=errors.history(group["error_id"]),
        empty="No decision yet.",
    )

    def fill(frame: pl.DataFrame) -> None:
        shown = tables.localised(frame, context.window.timezone).with_columns(
            pl.col("what", "author", "comment").map_elements(visible, return_dtype=pl.String)
        )
        tables.show(shown, _HISTORY_COLUMNS, rows=6)

    tiles.show(tile, fill, height=_HEIGHT)


_PART_COLUMNS: tables.Columns = {
    "part": tables.text("Part", width=95),
    "what": tables.text("What", width=260),
    "occurrences": tables.count("Count", width=65),
    "last_seen": tables.ago("Last seen", width=105),
    "first_seen": tables.ago("First seen", width=105),
    "author": tables.text("By", width=80),
    "fingerprint": tables.text("Fingerprint", width=140),
}
_HISTORY_COLUMNS: tables.Columns = {
    "decided_at": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm:ss", width=150),
    "decision": tables.text("Decision", width=90),
    "author": tables.text("By", width=90),
    "comment": tables.text("Comment", width=180),
    "what": tables.text("What", width=180),
}
