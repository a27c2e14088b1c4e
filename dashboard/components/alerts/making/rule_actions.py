"""What an admin does to rules: make one, change it, switch it off, delete it; and its file, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.accounts.role import Role
from dashboard.components.alerts import alert_list
from dashboard.components.alerts.making import rule_draft
from dashboard.components.controls import making_changes, permission
from dashboard.components.layout import dialogs, url
from dashboard.server import runtime
from dashboard.style.text import visible
from monitor.rules import finding
from monitor.rules.making.editing import RuleEditing

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.rule import Rule

_PROBLEM = "_rule_problem"


def editing() -> RuleEditing | None:
    """What changes rules; None where none is evaluated here, or who looks may not."""
    current = runtime.current()
    alerting = None if current.watching is None else current.watching.alerting
    if alerting is None or not permission.may(Role.ADMIN):
        return None
    return RuleEditing(alerting, current.settings, current.warehouse)


def open_rule(name: str) -> None:
    """Show a rule, or all of them where the name is empty."""
    rule_draft.end()
    for key, value in ((alert_list.RULE, name), ("at", "")):
        url.set_own(key, value, "")


def draw_new() -> None:
    """The button that begins a new rule, where that is allowed."""
    if editing() is not None:
        st.button("New rule", key="new-rule", icon=":material/add:", on_click=rule_draft.begin)


def draw(rule: Rule) -> None:
    """The buttons of one rule, and what became of the last one that was pressed."""
    say_problem()
    edits = editing()
    text = finding.text_of(rule)
    with st.container(horizontal=True, gap="small", key="rule-actions"):
        if edits is not None:
            _draw_changes(rule, text, is_own=edits.own_file(rule.name) is not None)
        st.download_button(
            "Download",
            text,
            file_name=f"{rule.name}.sql",
            mime="application/sql",
            key="rule-download",
            icon=":material/download:",
            on_click="ignore",
        )


def _draw_changes(rule: Rule, text: str, *, is_own: bool) -> None:
    st.button(
        "Edit" if is_own else "Edit a copy",
        icon=":material/edit:",
        key="rule-edit",
        on_click=rule_draft.edit,
        args=(rule.name, text),
    )
    st.button(
        "Switch off" if rule.enabled else "Switch on",
        icon=":material/toggle_off:" if rule.enabled else ":material/toggle_on:",
        key="rule-switch",
        on_click=set_values,
        args=(rule.name, {"enabled": not rule.enabled}),
    )
    if is_own:
        st.button("Delete", icon=":material/delete:", key="rule-delete", on_click=_ask_delete, args=(rule.name,))


def set_values(name: str, values: dict[str, Any]) -> None:
    """Give a rule other values in the settings (a widget's callback)."""
    do(lambda edits: edits.set_values(name, values))


def _ask_delete(name: str) -> None:
    def body(_context: PageContext) -> None:
        st.caption(
            "Its file is deleted, and its alerts are resolved as “rule removed”. What it fired stays in the history."
        )
        st.button("Delete", key="rule-delete-sure", type="primary", on_click=_delete, args=(name,))

    dialogs.ask(f"Delete {visible(name)}?", "delete", body)


def _delete(name: str) -> None:
    if do(lambda edits: edits.remove(name)):
        open_rule("")
    url.rerun_app()


def do(action: Callable[[RuleEditing], object]) -> bool:
    """Do it (a widget's callback); what is wrong is said in the next run."""
    return making_changes.do(editing(), action, _PROBLEM)


def say_problem() -> None:
    """Say what was wrong with the last change."""
    making_changes.say(_PROBLEM)
