"""Sends a test over a channel, and shows what the other side answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import permission
from dashboard.server import runtime
from dashboard.style.text import plain, visible
from monitor.notify import configured, outbox, trying

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.notify.channel import ChannelSettings
    from monitor.notify.trying import Trial

_CHOSEN, _TRIAL = "channel-test-name", "_channel_trial"


def draw() -> None:
    """Draw the choice, the button and the last answer; nothing for those who may not."""
    if not permission.may(Role.ADMIN):
        return
    known = {channel.name: channel for channel in channels()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="channel-test"):
        chosen = st.selectbox(
            "Channel", list(known), key=_CHOSEN, format_func=visible, width=260, label_visibility="collapsed"
        )
        st.button(
            "Send a test",
            key="channel-test-do",
            icon=":material/send:",
            on_click=_test,
            args=(known, chosen),
            help="It looks like an alert and says that it is none",
        )
    _answer(st.session_state.get(_TRIAL))


def channels() -> list[ChannelSettings]:
    """The channels that this process sends to; those of the settings where it sends to none."""
    current = runtime.current()
    sender = None if current.watching is None else current.watching.sender
    return list(configured.channels_of(current.settings) if sender is None else sender.channels)


def _test(known: Mapping[str, ChannelSettings], chosen: str) -> None:
    """Send it (a widget's callback)."""
    channel = known[chosen]
    st.session_state[_TRIAL] = trying.send(channel)
    if channel.kind == configured.IN_APP:
        with runtime.current().warehouse.transaction() as cursor:
            outbox.add(cursor, [trying.test_of(channel.name)])
    cache.forget()


def _answer(trial: Trial | None) -> None:
    if trial is None:
        return
    status = "" if trial.answer.status is None else f" (status {trial.answer.status})"
    said = f"{trial.channel.name}, after {trial.seconds:.1f} s{status}: {trial.answer.text or 'no text'}"
    if trial.answer.ok:
        st.success(plain(visible(f"Sent. {said}")), icon=":material/check_circle:")
    else:
        st.error(plain(visible(f"Not sent. {said}")), icon=":material/error:")
    for note in trial.notes:
        st.caption(plain(visible(note)))
