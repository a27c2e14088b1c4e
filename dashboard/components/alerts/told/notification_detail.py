"""One notification: what was sent, what the other side said, and a button that sends it again."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import permission
from dashboard.components.layout import url
from dashboard.server import runtime
from dashboard.style.text import visible
from monitor.notify import outbox
from monitor.notify.wording import EVENTS

if TYPE_CHECKING:
    from collections.abc import Mapping


SHOWN = "sent"
"""What the page's URL names: the notification that is open, as `key~channel`."""
_LONGEST = 20_000
_SAID = "_notification_said"
_DONE = ("sent", "failed", "refused")


def open_one(key: str, channel: str) -> None:
    """Show one (a widget's callback)."""
    url.set_own(SHOWN, f"{key}~{channel}", "")


def close() -> None:
    """Show none (a widget's callback)."""
    url.set_own(SHOWN, "", "")


def is_open(row: Mapping[str, Any]) -> bool:
    """Whether the URL names this row of the query notification_rows."""
    return url.own_text(SHOWN) == f"{row['key']}~{row['channel']}"


def draw(row: Mapping[str, Any]) -> None:
    """Draw it below the table."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.toast(said, icon=":material/check:")
    with st.container(border=True, key="tile-notification", gap="xsmall"):
        event = next((word for event, word in EVENTS.items() if event.value == row["event"]), row["event"])
        what = f"{event}: {row['rule'] or 'several rules'}, to {row['channel']}"
        st.html(f'<p class="lt-title"><b>{escape(visible(what))}</b> <span>as a webhook is sent it</span></p>')
        if row["answer"]:
            st.html(f"<p>The other side: <b>{escape(visible(row['answer']))}</b></p>")
        with st.container(horizontal=True, gap="small", key="notification-buttons"):
            if row["state"] in _DONE and permission.may(Role.ADMIN):
                st.button(
                    "Send again",
                    key="notification-again",
                    icon=":material/replay:",
                    on_click=_again,
                    args=(row["key"], row["channel"]),
                    help="With the same key: a program that has it already can tell",
                )
            st.button("Close", key="notification-close", icon=":material/close:", type="tertiary", on_click=close)
        text = json.dumps(json.loads(row["payload"] or "{}"), indent=2, ensure_ascii=False)
        st.code(visible(text[:_LONGEST]), language="json", height=340)


def _again(key: str, channel: str) -> None:
    """Let it be sent (a widget's callback)."""
    with runtime.current().warehouse.transaction() as cursor:
        is_new = outbox.send_again(cursor, key, channel)
    st.session_state[_SAID] = "It is sent again." if is_new else "It waits to be sent already."
    cache.forget()
    url.rerun_app()
