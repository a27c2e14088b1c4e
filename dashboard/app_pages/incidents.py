"""Incidents: what do I tell them? The list, a new one from a window, and one with its report to read and download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.controls import decision_author
from dashboard.components.incidents import incident_list, incident_new, incident_view
from dashboard.components.layout import url
from dashboard.components.layout.page_registry import PageInfo

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="Incidents", question="What do I tell them?", icon="emergency", section="Report", order=80, needs_window=False
)


def render(context: PageContext) -> None:
    """Draw what the URL names: an incident, a new one, or the list."""
    decision_author.say()
    incident_id = url.own_text("incident")
    if incident_id:
        incident_view.draw(context, incident_id)
    elif url.own_text("new"):
        incident_new.draw(context)
    else:
        incident_list.draw(context)
