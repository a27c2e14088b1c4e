"""A new incident: its window, which can be suggested, and its title and severity."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, reads
from dashboard.accounts.role import Role
from dashboard.components.controls import decision_author, permission, time_range
from dashboard.components.incidents import incident_list
from dashboard.components.layout import url, url_state
from dashboard.reports import report_builder, suggest
from dashboard.server import runtime
from dashboard.style.text import plain
from ingest.decisions import incidents as writing
from ingest.decisions.incidents import LONGEST_TITLE, SEVERITIES, Incident
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from dashboard.reports.suggest import Metric

_WHY, _PROBLEM = "_incident_why", "_incident_problem"
_ANY = "any metric"
_LONGEST_SEARCH = timedelta(days=31)


def draw(context: PageContext) -> None:
    """Draw the form for the window that the URL names."""
    window = url_state.parse_span(url.own_text("new")) or (context.window.from_ts, context.window.to_ts)
    incident_list.way_back()
    with st.container(border=True, key="tile-incident-new", gap="small"):
        st.markdown("**New incident**")
        _window(context, window)
        _suggestion(context)
        _texts(context, window)


def _window(context: PageContext, window: tuple[datetime, datetime]) -> None:
    """Its two edges on the viewer's clock, to the minute."""
    timezone = context.window.timezone
    for name, moment in zip(("from", "to"), window, strict=True):
        st.session_state[f"incident-{name}"] = time_range.to_local(moment, timezone).replace(second=0, microsecond=0)

    def moved() -> None:
        start, end = (time_range.to_utc(st.session_state[f"incident-{name}"], timezone) for name in ("from", "to"))
        if start < end:
            url.set_own("new", url_state.write_span(start, end), "")
            st.session_state.pop(_WHY, None)
        else:
            st.session_state[_PROBLEM] = "The window must begin before it ends."

    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for name, label in (("from", "From"), ("to", "To")):
            st.datetime_input(
                f"{label} ({timezone})",
                key=f"incident-{name}",
                step=timedelta(minutes=1),
                format="YYYY-MM-DD",
                required=True,
                on_change=moved,
                width=230,
            )
        st.selectbox("Look at", (_ANY, *suggest.METRICS), key="incident-metric", width=190)
        st.button(
            "Suggest window",
            key="incident-suggest",
            icon=":material/auto_fix_high:",
            on_click=_suggest,
            args=(context,),
            help="Finds where the metric left its usual range and came back, within the time range above",
        )


def _suggest(context: PageContext) -> None:
    """Look for the window in the page's range (a widget's callback)."""
    metric: Metric | None = next((one for one in suggest.METRICS if one == st.session_state["incident-metric"]), None)
    search = reads.Window(
        max(context.window.from_ts, context.window.to_ts - _LONGEST_SEARCH),
        min(context.window.to_ts, context.now),
        services=context.window.services,
        routes=context.window.routes,
    )
    try:
        found = suggest.suggest(runtime.current().warehouse, search, metric)
    except LongtailError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    if found is None:
        range_ = incident_list.shown_window(context, search.from_ts, search.to_ts)
        st.session_state[_WHY] = f"Nothing left its usual range in {range_}."
        return
    st.session_state[_WHY] = found.why
    url.set_own("new", url_state.write_span(found.from_ts, found.to_ts), "")
    url.rerun_app()


def _suggestion(context: PageContext) -> None:
    del context
    problem, why = st.session_state.pop(_PROBLEM, None), st.session_state.get(_WHY)
    if problem:
        st.error(plain(problem), icon=":material/error:")
    elif why:
        st.info(plain(why), icon=":material/auto_fix_high:")


def _texts(context: PageContext, window: tuple[datetime, datetime]) -> None:
    with st.form("incident-new", border=False):
        title = st.text_input("Title", max_chars=LONGEST_TITLE, placeholder="What people noticed, in a few words")
        with st.container(horizontal=True, gap="small"):
            severity = st.selectbox("Severity", SEVERITIES, index=2, width=110)
            known = decision_author.author()
            author = permission.name() or st.text_input(
                "Your name", value=known, max_chars=writing.LONGEST_AUTHOR, width=180
            )
            services = st.multiselect("Services", _services(context, window), placeholder="all")
        if st.form_submit_button("Create", type="primary", icon=":material/check:"):
            incident = Incident(
                title=title,
                from_ts=window[0],
                to_ts=window[1],
                severity=severity,
                services=tuple(services),
                author=author,
            )
            _create(incident)


def _services(context: PageContext, window: tuple[datetime, datetime]) -> list[str]:
    """The services that wrote something in the window, and those that are filtered by."""
    asked = reads.Window(*window, from_records=False)
    frame = cache.ask(reads.filter_values(asked))
    found = frame.filter(frame["dimension"] == "service")["value"].to_list()
    return sorted({*found, *(context.window.services or ())} - {""})


def _create(incident: Incident) -> None:
    warehouse = runtime.current().warehouse
    try:
        permission.require(Role.RESPONDER)
        with st.spinner("Gathering the evidence"):
            incident_id = writing.create(warehouse, incident)
            report_builder.freeze(warehouse, report_builder.find(warehouse, incident_id))
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop(_WHY, None)
    cache.forget()
    incident_list.open_incident(incident_id)
    st.rerun()
