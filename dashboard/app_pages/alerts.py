"""Alerts: what needs me now? What fires, what fired, the rules and how far each is from firing, and who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.alerts import alert_detail, alert_history, alert_list, silence_list
from dashboard.components.alerts.rules import rule_list
from dashboard.components.alerts.told import told_people
from dashboard.components.controls import choice, decision_author
from dashboard.components.layout import url
from dashboard.components.layout.page_registry import PageInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="Alerts",
    question="What needs me now?",
    icon="notifications",
    section="Watch",
    order=11,
    needs_window=False,
)
_TITLES: Mapping[str, str] = {
    "now": "Now",
    "history": "History",
    "rules": "Rules",
    "silences": "Silences",
    "notifications": "Notifications",
    "channels": "Channels",
}
_TABS: Mapping[str, Callable[[PageContext], None]] = {
    "now": alert_list.draw,
    "history": alert_history.draw,
    "rules": rule_list.draw,
    "silences": silence_list.draw,
    "notifications": told_people.draw_notifications,
    "channels": told_people.draw_channels,
}


def render(context: PageContext) -> None:
    """Draw what the URL names: an alert, or a tab."""
    decision_author.say()
    alert = url.own_text(alert_list.ALERT)
    if alert:
        alert_detail.draw(context, alert)
        return
    choice.draw(alert_list.TAB, _TITLES)
    _TABS[choice.chosen(alert_list.TAB, _TITLES)](context)
