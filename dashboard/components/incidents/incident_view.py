"""One incident: its fields to edit, and its report to read and download."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import decision_author, permission, time_range
from dashboard.components.errors import badges
from dashboard.components.incidents import incident_list
from dashboard.components.layout import navigation, page_registry, url, url_state
from dashboard.reports import report_builder, report_redaction
from dashboard.reports.model import Contents
from dashboard.reports.renderers import MEDIA_TYPES, Format, render
from dashboard.reports.report import compose
from dashboard.reports.report_builder import Order
from dashboard.server import runtime
from dashboard.style.text import plain, visible
from ingest.decisions import incidents as writing
from ingest.decisions.incidents import SEVERITIES, STATUSES, Entry, Incident
from ingest.errors import UnknownIncidentError
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext

_PREVIEW_HEIGHT = 900
_LABELS = {Format.HTML: "HTML", Format.PDF: "PDF", Format.MARKDOWN: "Markdown", Format.JSON: "JSON", Format.ZIP: "ZIP"}
_CONTENTS = {"samples": "Samples", "user_ids": "User ids", "addresses": "Addresses"}


def draw(context: PageContext, incident_id: str) -> None:
    """Draw the incident that the URL names, or say that it does not exist."""
    incident_list.way_back()
    try:
        incident = report_builder.find(runtime.current().warehouse, incident_id)
    except UnknownIncidentError as error:
        st.info(plain(visible(str(error))), icon=":material/search_off:")
        return
    _head(context, incident)
    _edit(context, incident)
    _report(incident)


def _head(context: PageContext, incident: Incident) -> None:
    with st.container(border=True, key="tile-incident-head", gap="small"):
        st.html(badges.title(f"{incident.severity} {incident.status}", incident.title, context.palette))
        pairs = [
            ("Window", incident_list.shown_window(context, incident.from_ts, incident.to_ts), "On your clock"),
            ("Services", ", ".join(incident.services) or "all", "Which services the evidence looks at"),
            ("Author", incident.author or "–", "Who described it"),
            ("Evidence", _local(context, incident.captured_at), "When the evidence was frozen"),
            ("Changed", _local(context, incident.changed_at), "When it was last changed"),
        ]
        st.html(badges.facts(pairs, context.palette))
        with st.container(horizontal=True, gap="small", key="incident-links"):
            _links(incident)


def _local(context: PageContext, moment: datetime | None) -> str:
    return f"{time_range.to_local(moment, context.window.timezone):%Y-%m-%d %H:%M}" if moment else "–"


def _links(incident: Incident) -> None:
    """The same window on other pages."""
    frame = replace(
        url.state(), range=time_range.TimeRange(time_range.CUSTOM, incident.from_ts, incident.to_ts)
    ).with_filter("service", incident.services)
    before = incident.from_ts - (incident.to_ts - incident.from_ts)
    own = {
        "a": url_state.write_span(incident.from_ts, incident.to_ts),
        "b": url_state.write_span(before, incident.from_ts),
    }
    for label, icon, page, said in (
        ("Overview", "monitoring", "overview", {}),
        ("Errors", "bug_report", "errors", {}),
        ("Logs", "subject", "logs", {}),
        ("What changed?", "compare_arrows", "changes", own),
    ):
        if page_registry.has(page):
            st.button(
                label,
                key=f"incident-to-{page}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=navigation.to,
                args=(page, said, frame),
            )


def _edit(context: PageContext, incident: Incident) -> None:
    """The words about it; saving appends a row."""
    if not permission.may(Role.RESPONDER):
        return
    with st.expander("Edit title, status, notes and time line", icon=":material/edit:", key="incident-edit"):
        version = f"{incident.incident_id}-{incident.changed_at:%Y%m%d%H%M%S%f}"  # a new one draws new fields
        with st.form(f"incident-form-{version}", border=False):
            title = st.text_input("Title", incident.title, max_chars=writing.LONGEST_TITLE)
            with st.container(horizontal=True, gap="small"):
                severity = st.selectbox("Severity", SEVERITIES, SEVERITIES.index(incident.severity), width=110)
                status = st.selectbox("Status", STATUSES, STATUSES.index(incident.status), width=130)
                author = st.text_input("Author", incident.author or decision_author.author(), max_chars=100, width=200)
            notes = st.text_area(
                "Notes (Markdown)",
                incident.notes,
                height=220,
                max_chars=writing.LONGEST_NOTES,
                placeholder="Cause, impact, what was done, what comes next",
            )
            timeline = _timeline(context, incident, version)
            if st.form_submit_button("Save", type="primary", icon=":material/check:"):
                changed = replace(
                    incident,
                    title=title,
                    severity=severity,
                    status=status,
                    author=author,
                    notes=notes,
                    timeline=_entries(context, timeline),
                )
                _write(lambda: writing.change(runtime.current().warehouse, changed))
        _more(incident)


def _timeline(context: PageContext, incident: Incident, version: str) -> pl.DataFrame:
    """The own entries as a table to write in, on the viewer's clock."""
    st.caption(f"Your own entries in the time line ({context.window.timezone}); the report adds those from the data.")
    rows = {
        "at": [time_range.to_local(entry.at, context.window.timezone) for entry in incident.timeline],
        "text": [entry.text for entry in incident.timeline],
    }
    edited: pl.DataFrame = st.data_editor(
        pl.DataFrame(rows, schema={"at": pl.Datetime("us"), "text": pl.String}),
        column_config={
            "at": st.column_config.DatetimeColumn("Time", format="YYYY-MM-DD HH:mm:ss", width=190, required=True),
            "text": st.column_config.TextColumn("What happened", width=520, max_chars=writing.LONGEST_TEXT),
        },
        num_rows="dynamic",
        hide_index=True,
        key=f"incident-timeline-{version}",
    )
    return edited


def _entries(context: PageContext, edited: pl.DataFrame) -> tuple[Entry, ...]:
    """The entries of the table; a row without a time or a text is skipped."""
    return tuple(
        Entry(time_range.to_utc(at, context.window.timezone), text)
        for at, text in edited.select("at", "text").rows()
        if isinstance(at, datetime) and text
    )


def _more(incident: Incident) -> None:
    """Freezing again, and taking it out of the lists."""
    warehouse = runtime.current().warehouse
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Freeze again",
            key="incident-freeze",
            icon=":material/ac_unit:",
            help="Gather the evidence again from the current data. The earlier evidence stays in its table",
        ):
            with st.spinner("Gathering the evidence"):
                _write(lambda: report_builder.freeze(warehouse, incident))
        with st.popover("Delete", icon=":material/delete:"):
            st.caption("Removes it from the lists. What was written stays in the table `incidents`.")
            if st.button("Delete this incident", key="incident-delete", type="primary"):
                _write(
                    lambda: writing.change(warehouse, incident, is_deleted=True),
                    lambda: incident_list.open_incident(""),
                )


def _write(write: Callable[[], Any], done: Callable[[], None] | None = None) -> None:
    """Write, and draw the page again; errors are shown."""
    try:
        permission.require(Role.RESPONDER)
        write()
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    cache.forget()
    if done is not None:
        done()
    st.rerun()


def _report(incident: Incident) -> None:
    with st.container(border=True, key="tile-incident-report", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="incident-report-bar"):
            st.markdown("**Report**", width="content")
            chosen = st.pills(
                "What goes in",
                list(_CONTENTS),
                default=["samples"],
                format_func=lambda name: _CONTENTS[name],
                selection_mode="multi",
                key="incident-contents",
                label_visibility="collapsed",
                width="content",
            )
            contents = Contents(**{name: name in chosen for name in _CONTENTS})
            for form, label in _LABELS.items():
                order = Order(incident_id=incident.incident_id, contents=contents, form=form)
                st.download_button(
                    label,
                    _deferred(order),
                    file_name=report_builder.file_name(order),
                    mime=MEDIA_TYPES[form],
                    icon=":material/download:",
                    key=f"incident-{form}",
                    on_click="ignore",
                )
        try:
            with st.spinner("Making the report"):
                page = _preview(incident, contents)
        except LongtailError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        # An address of its own kind: the browser gives the preview no part in this page.
        st.iframe(page, height=_PREVIEW_HEIGHT, alt="The report as HTML")


def _deferred(order: Order) -> Callable[[], bytes]:
    return lambda: report_builder.make(runtime.current().warehouse, runtime.current().settings, order)


@st.cache_data(show_spinner=False, max_entries=20)
def _preview(incident: Incident, contents: Contents) -> str:
    """The report as a data address; made at the time of the last change, so that the same is the same."""
    current = runtime.current()
    made = max(moment for moment in (incident.changed_at, incident.captured_at, incident.from_ts) if moment)
    found = compose(incident, report_builder.evidence_of(current.warehouse, incident), generated_at=made)
    content = render(
        report_redaction.redacted(found, contents, report_redaction.secrets_of(current.settings)), Format.HTML
    )
    return "data:text/html;charset=utf-8;base64," + base64.b64encode(content).decode("ascii")
