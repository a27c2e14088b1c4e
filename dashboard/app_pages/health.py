"""Health: is everything there? Each probe with its status, latency, uptime and reason; one probe in full."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.controls import time_range
from dashboard.components.health import probe_actions, probe_detail, probe_form, probe_rows, status_look
from dashboard.components.layout import tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.reads import health
from dashboard.server import runtime
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.health.probe_rows import Row
    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="Health",
    question="Is everything there?",
    icon="monitor_heart",
    section="Watch",
    order=12,
    needs_window=False,
)
_EXAMPLE = """\
[[probe]]
name = "orders-db"
kind = "postgresql"
url = "postgresql://longtail:${DB_PASSWORD}@127.0.0.1/orders"

[[probe]]
name = "shop"
kind = "http"
url = "https://shop.example/health"
"""
_MOST_NAMED = 3
_NOTE_HEIGHT = 56


def render(context: PageContext) -> None:
    """Draw the page."""
    paused = _paused()
    rows = [{**row, "paused": row["probe"] in paused} for row in cache.ask(health.probes(context.now)).to_dicts()]
    chosen = next((row for row in rows if row["probe"] == url.own_text(probe_actions.PROBE)), None)
    edits = probe_actions.editing() if url.own_text(probe_actions.NEW) or url.own_text(probe_actions.EDIT) else None
    if edits is not None and url.own_text(probe_actions.NEW):
        probe_form.draw(edits)
    elif edits is not None and chosen is not None:
        probe_form.draw(edits, chosen["probe"])
    elif not rows:
        _nothing()
    elif chosen is not None:
        probe_actions.way_back()
        probe_detail.draw(context, chosen)
    else:
        with st.container(horizontal=True, vertical_alignment="center", key="health-head"):
            st.html(f'<div class="lt-health"><p>{_sentence(context, rows)}</p></div>')
            probe_actions.draw_new()
        _rows(context, rows)


def _paused() -> set[str]:
    """Which probes are not asked for now."""
    watching = runtime.current().watching
    probing = None if watching is None else watching.probing
    return set() if probing is None else {probe.name for probe in probing.probes if probe.paused}


def _nothing() -> None:
    with st.container(border=True, key="tile-no-probes"):
        tiles.note(
            "Nothing is probed yet. Add what should be there to longtail.toml, and start `longtail serve` again:",
            height=_NOTE_HEIGHT,
        )
        st.code(_EXAMPLE, "toml")
        probe_actions.draw_new()


def _sentence(context: PageContext, rows: Sequence[Row]) -> str:
    """How it all is, in one sentence: what does not work first, by name."""
    parts = []
    for status, word in (("unhealthy", "unhealthy"), ("degraded", "degraded"), ("unknown", "not known")):
        names = [visible(row["probe"]) for row in rows if row["status"] == status and not row.get("paused")]
        if names:
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            listed = escape(", ".join(names[:_MOST_NAMED]) + more)
            verb = "is" if len(names) == 1 else "are"
            parts.append(f'<b style="color:{status_look.ink(status, context.palette)}">{listed} {verb} {word}.</b>')
    healthy, paused = sum(row["status"] == "healthy" for row in rows), sum(row.get("paused", False) for row in rows)
    rest = [f"{paused} {'is' if paused == 1 else 'are'} paused."] if paused else []
    if parts:
        return " ".join([*parts, f"{healthy} of {len(rows)} are healthy.", *rest])
    whole = f"<b>All {healthy} probes are healthy.</b>" if healthy > 1 else "<b>The probe is healthy.</b>"
    return " ".join([whole, *rest] if healthy else rest)


def _rows(context: PageContext, rows: list[Row]) -> None:
    question = health.periods(context.window, context.now)
    count = health.periods_of(context.window, context.now)
    tile = Tile(key="probes", title="Probes", question=health.probes(context.now), also=(question,))

    def picked(probe: str, period: int | None) -> None:
        probe_actions.open_probe(probe)
        if period is not None:
            url.set_range(time_range.CUSTOM, *probe_rows.bounds(context, period, count))

    with tiles.framed(tile, height=60):
        probe_rows.draw(context, rows, cache.ask(question).to_dicts(), count, key="probe-rows", on_pick=picked)
