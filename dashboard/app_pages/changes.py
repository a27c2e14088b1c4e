"""What changed? Two windows side by side: what is new, what is gone, what changed most, and links to look further."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from zlib import crc32

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import window_metrics
from dashboard.components.controls import time_range, window_comparison, window_form
from dashboard.components.layout import navigation, page_registry, tiles, url, url_state
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import changes, effect_size
from dashboard.style.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.layout.url_state import UrlState
    from dashboard.reads import Window
    from dashboard.reads.changes import Change, Comparison, Kind

PAGE = PageInfo(
    title="What changed?", question="What is different from before?", icon="compare_arrows", section="Explore", order=65
)
_TURNS_HEIGHT = 84
_TABLE_ROWS = 14
_MOST_NAMES = 3
_ALL = "all"

_TITLES: Mapping[Kind, str] = {
    "endpoint": "Endpoints",
    "error": "Errors",
    "pattern": "Patterns",
    "host": "Hosts",
    "service": "Services",
    "level": "Levels",
    "status": "Statuses",
    "version": "Versions",
    "attribute": "Attributes",
}
_ICONS = {"worse": "▲", "better": "▼", "different": "◆"}
_HINT = (
    "Ranked by Cohen's h, the distance of two shares, minus what chance can do in so few events: 0.2 is small, 0.8 "
    "large. Harmless changes, and those that endpoints show too, count half. Each further row of a kind counts "
    "for less."
)


def render(context: PageContext) -> None:
    """Draw the page."""
    said = url.own_text("b")
    comparison = window_comparison.compared(context, said)
    _controls(comparison, said)
    problem = _problem(context, comparison)
    if problem:
        with st.container(border=True, key="tile-incomparable"):
            tiles.note(problem, height=_TURNS_HEIGHT, icon=":material/compare_arrows:")
        return
    _turns(context, comparison)
    window_metrics.draw(context, comparison)
    _ranking(comparison)


def _controls(comparison: Comparison, said: str) -> None:
    chosen = window_comparison.against(said)
    widget = "own-b"
    st.session_state[widget] = chosen

    def pick() -> None:
        picked = st.session_state[widget]
        before = comparison.before
        value = url_state.write_span(before.from_ts, before.to_ts) if picked == window_comparison.OTHER else picked
        url.set_own("b", value, window_comparison.BEFORE)

    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="changes-controls"):
        st.selectbox(
            "Compare with",
            list(window_comparison.AGAINST),
            format_func=lambda key: window_comparison.AGAINST[key],
            key=widget,
            on_change=pick,
            width=230,
            label_visibility="collapsed",
        )
        if chosen == window_comparison.OTHER:
            with st.popover("Which time", icon=":material/calendar_month:", key="changes-before"):
                _form(comparison.before)
        after, before = (time_range.describe(window) for window in (comparison.after, comparison.before))
        st.caption(f"**a** {after} :gray[against] **b** {before}")


def _form(window: Window) -> None:
    chosen = window_form.ask(
        "changes-before-form",
        window,
        hint="The other window is the range of the page: drag on a chart to change it.",
        problem="The time must begin before it ends.",
    )
    if chosen is not None:
        url.set_own("b", url_state.write_span(*chosen), window_comparison.BEFORE)
        st.rerun()


def _problem(context: PageContext, comparison: Comparison) -> str | None:
    """Why these two windows cannot be compared, in one sentence."""
    if window_comparison.overlap(comparison):
        return "The two windows share some time: choose a shorter range, or another time to compare with."
    if context.data is not None and context.data[0] >= comparison.before.to_ts:
        begins = time_range.to_local(context.data[0], context.window.timezone)
        return f"The data begins at {begins:%d %b %Y %H:%M}, after the time to compare with: choose a shorter range."
    if context.data is not None and context.data[1] < comparison.before.from_ts:
        return "The time to compare with lies after the data."
    return None


def _find(comparison: Comparison, kind: str) -> list[Change]:
    return changes.find(cache.ask, comparison, changes.KINDS if kind == _ALL else [kind])  # type: ignore[list-item]


# what is new, what is gone


@dataclass(frozen=True, slots=True)
class _Turn:
    """Something that appeared or disappeared: its noun and its changes."""

    noun: str
    kind: Kind
    is_new: bool
    harm: bool


_TURNS = (
    _Turn("new error", "error", is_new=True, harm=True),
    _Turn("new version", "version", is_new=True, harm=False),
    _Turn("new pattern", "pattern", is_new=True, harm=False),
    _Turn("silent host", "host", is_new=False, harm=True),
)


def _turns(context: PageContext, comparison: Comparison) -> None:
    tile = Tile(
        key="turns",
        title="New and gone",
        unit=_sampled(comparison),
        question=changes.errors(comparison),
        also=changes.questions(cache.ask, comparison, "host"),
    )

    def draw(_: pl.DataFrame) -> None:
        found = _find(comparison, _ALL)
        html = "".join(_turn(context, turn, found) for turn in _TURNS)
        st.html(f'<div class="lt-turns">{html}</div>')

    tiles.show(tile, draw, height=_TURNS_HEIGHT)


def _turn(context: PageContext, turn: _Turn, found: Sequence[Change]) -> str:
    mine = [one for one in found if one.kind == turn.kind and (one.is_new if turn.is_new else one.is_gone)]
    color = context.palette.text if not mine else context.palette.error if turn.harm else context.palette.worse
    names = ", ".join(one.name for one in mine[:_MOST_NAMES])
    more = f" and {len(mine) - _MOST_NAMES} more" if len(mine) > _MOST_NAMES else ""
    everything = "\n".join(one.sentence for one in mine)
    noun = turn.noun if len(mine) == 1 else f"{turn.noun}s"
    return (
        f'<span title="{escape(everything)}"><b style="color:{color}">{len(mine)}</b>'
        f'<small style="color:{context.palette.muted}">{noun}</small>'
        f'<em style="color:{context.palette.text}">{escape(names + more)}</em></span>'
    )


def _sampled(comparison: Comparison) -> str:
    sample = changes.shares(cache.ask, comparison)
    if sample.is_everything:
        return ""
    return f"patterns and attributes from a sample of {changes.SAMPLE:,} records per window"


# the ranking


def _ranking(comparison: Comparison) -> None:
    kind = url.own("kind", [_ALL, *changes.KINDS], _ALL)
    asked = [
        question for one in (changes.KINDS if kind == _ALL else [kind]) for question in _questions(comparison, one)
    ]
    unique = list(dict.fromkeys(asked))
    tile = Tile(
        key="ranking",
        title="What changed most",
        unit="a against b",
        question=changes.sizes(comparison),
        also=tuple(unique),
        hint=_HINT,
        download=lambda: _frame(_find(comparison, kind)),
    )

    def draw(_: pl.DataFrame) -> None:
        _kinds(kind)
        found = _find(comparison, kind)
        chosen = None
        if found:
            frame = _frame(found)
            key = f"changes-table-{crc32(repr(frame['key'].to_list()).encode())}"
            chosen = tables.choose(frame, _COLUMNS, rows=_TABLE_ROWS, key=key)
        else:
            tiles.note("Nothing changed more than chance explains.", height=tables.height_of(_TABLE_ROWS))
        _next(comparison, found[chosen] if chosen is not None else None)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS) + 96)


def _questions(comparison: Comparison, kind: str) -> tuple[reads.Question, ...]:
    return changes.questions(cache.ask, comparison, kind)  # type: ignore[arg-type]


def _kinds(kind: str) -> None:
    widget = "own-kind"
    st.session_state[widget] = kind
    st.segmented_control(
        "Show",
        [_ALL, *changes.KINDS],
        format_func=lambda key: "All" if key == _ALL else _TITLES[key],
        key=widget,
        on_change=lambda: url.set_own("kind", st.session_state[widget] or _ALL, _ALL),
        label_visibility="collapsed",
    )


def _frame(found: Sequence[Change]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "direction": [_ICONS[one.tone] for one in found],
            "kind": [one.kind for one in found],
            "name": [one.name for one in found],
            "service": [one.key.get("service") for one in found],
            "said": [one.said for one in found],
            "before": [one.before_text for one in found],
            "after": [one.after_text for one in found],
            "strength": [abs(one.score) / effect_size.LARGEST * 100 for one in found],
            "spark": [[float(value) for value in one.spark] for one in found],
            "score": [one.score for one in found],
            "n_before": [one.n_before for one in found],
            "n_after": [one.n_after for one in found],
            "sampled": [one.sampled for one in found],
            "key": [one.sentence for one in found],
        },
        schema_overrides={"service": pl.String, "spark": pl.List(pl.Float64)},
    )


_COLUMNS = {
    "direction": tables.text("", width=30, help_text="▲ worse, ▼ better, ◆ different"),
    "kind": tables.text("Kind", width=75),
    "name": tables.text("What", width=280),
    "service": tables.text("Service", width=90),
    "said": tables.text("Change", width=370),
    "before": tables.number_text("b", width=85),
    "after": tables.number_text("a", width=85),
    "spark": tables.bars("b, then a", width=110),
    "strength": tables.progress("Strength", width=90, help_text="Cohen's h less what chance can do; 100 % is π"),
}


# where to look next


def _next(comparison: Comparison, chosen: Change | None) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="changes-next", height=44, border=False
    ):
        if chosen is None:
            st.caption("Choose a row to look further.")
            return
        st.caption(plain(chosen.sentence))
        for label, icon, page, own, state in _ways(comparison, chosen):
            if page_registry.has(page):
                st.button(
                    label,
                    icon=f":material/{icon}:",
                    key=f"next-{page}",
                    on_click=navigation.to,
                    args=(page, own, state),
                    type="tertiary",
                )


_Way = tuple[str, str, str, "dict[str, str]", "UrlState"]


def _ways(comparison: Comparison, one: Change) -> list[_Way]:
    """Label, icon, page, its own parameters and the URL's state, for each way to go on from a change."""
    window = comparison.before if one.is_gone else comparison.after
    state = url.state()
    if one.is_gone:
        state = replace(state, range=time_range.TimeRange(time_range.CUSTOM, window.from_ts, window.to_ts))
    key = {name: value or "" for name, value in one.key.items()}
    ways: list[_Way] = []
    if one.kind == "endpoint":
        endpoint = "\t".join(key[part] for part in ("service", "method", "route"))
        ways.append(("Its requests", "speed", "requests", {"endpoint": endpoint}, state))
        state = state.with_filter("service", [key["service"]]).with_filter("route", [key["route"]])
    if one.kind == "error":
        ways.append(("The error", "bug_report", "errors", {"error": key["error_id"]}, state))
    for dimension in ("host", "service", "level"):
        if one.kind == dimension:
            state = state.with_filter(dimension, [key[dimension]])
    ways.append(("Its records", "notes", "logs", {"q": _search(one, key)}, state))
    if one.kind in {"endpoint", "service", "host"}:
        ways.append(("Its trend", "trending_up", "trends", {}, state))
    return ways


def _search(one: Change, key: Mapping[str, str]) -> str:
    """The search text that finds a change's records."""
    if one.kind == "error":
        return f"error_id:{key['error_id']}"
    if one.kind == "pattern":
        fragments = [part.strip() for part in one.name.removesuffix("…").split("<*>")]
        return _quoted(max(fragments, key=len))
    if one.kind == "status":
        return f"status:{key['status']}"
    if one.kind in {"version", "attribute"}:
        return f"{key['key']}:{_quoted(key['value'])}"
    return ""


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.-]+", text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
