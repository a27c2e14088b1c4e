"""A channel's templates tried: what it would be told of an example, or of an alert that fires. Nothing is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st
import tomlkit

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.alerts import alert_text
from dashboard.components.controls import permission
from dashboard.reads import Window
from dashboard.reads.moments import EARLIEST, LATEST
from dashboard.reads.watched import alerts
from dashboard.style.text import plain, visible
from monitor.notify import notice, trying, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.alerts.alert_text import Row
    from monitor.notify.channel import ChannelSettings
    from monitor.notify.notice import Notification

_ALERT, _TITLE, _BODY = "template-alert", "template-title", "template-body"
_FIRES, _ENDS = "An example that fires", "Its end"
_MOST = 20
_NEWEST = 500
_TITLE_HEIGHT, _BODY_HEIGHT = 70, 160


def draw(channels: Sequence[ChannelSettings]) -> None:
    """Draw the fields and what they make; nothing for those who may not see the settings."""
    if not channels or not permission.may(Role.ADMIN):
        return
    with st.container(border=True, key="tile-template-preview", gap="small"):
        st.html('<p class="lt-title"><b>Templates</b> <span>what a channel would be told; nothing is sent</span></p>')
        known = {channel.name: channel for channel in channels}
        left, right = st.columns(2, gap="medium")
        with left:
            channel = known[st.selectbox("Channel", list(known), format_func=visible, key="template-channel")]
            tried = _edited(channel)
        with right:
            offered = _offered(channel.name)
            chosen = st.selectbox("Told of", list(offered), format_func=visible, key=_ALERT)
            show(wording.message(tried, offered[chosen]))
        if (tried.title, tried.body) != (channel.title, channel.body):
            st.caption(f"To keep it, put this into the channel's `[[channel]]` in longtail.toml (`{channel.name}`):")
            st.code(as_settings(tried), language="toml")


def _edited(channel: ChannelSettings) -> ChannelSettings:
    """The channel with the templates that stand in the fields; an empty one is Longtail's own words."""
    title, body = (
        st.text_area(
            label,
            getattr(channel, name) or "",
            key=f"{key}-{channel.name}",
            height=height,
            placeholder="Longtail's own words",
            help="Jinja2: `{{ severity }}`, `{{ rule }}`, `{{ value }}`, `{% for alert in alerts %}` …",
        )
        for label, name, key, height in (
            ("Title", "title", _TITLE, _TITLE_HEIGHT),
            ("Body", "body", _BODY, _BODY_HEIGHT),
        )
    )
    return channel.model_copy(update={"title": title or None, "body": body or None})


def show(message: wording.Message) -> None:
    """The title and the text as the channel has them, and what is wrong with a template."""
    st.caption("Title")
    st.code(visible(message.title), language=None, wrap_lines=True)
    st.caption("Text")
    st.code(visible(wording.text(replace(message, notes=()))) or " ", language=None, wrap_lines=True)
    for note in message.notes:
        st.warning(plain(visible(note)), icon=":material/warning:")


def as_settings(channel: ChannelSettings) -> str:
    """The lines of the settings file that keep its templates."""
    found = {name: value for name in ("title", "body") if (value := getattr(channel, name)) is not None}
    return tomlkit.dumps(found).rstrip()


def _offered(channel: str) -> dict[str, Notification]:
    """What can be told, by the words that name it: examples, and what fires now as it was told last, on any channel."""
    first, last = trying.examples(channel)
    rows = alert_text.rows(cache.ask(alerts.rows()).to_dicts())
    firing = [row for row in rows if row["state"] != "pending"][:_MOST]
    sent = cache.ask(alerts.notifications(Window(EARLIEST, LATEST), limit=_NEWEST))["payload"] if firing else ()
    payloads = [json.loads(payload) for payload in sent]
    now = {_name(row): told for row in firing if (told := last_told(row, payloads)) is not None}
    return {_FIRES: first, _ENDS: last, **{name: replace(told, channel=channel) for name, told in now.items()}}


def _name(row: Row) -> str:
    labels = ", ".join(f"{name}={value}" for name, value in row["labels"].items())
    return f"{row['rule']} ({labels})" if labels else str(row["rule"])


def last_told(row: Row, payloads: Sequence[Mapping[str, Any]]) -> Notification | None:
    """The newest notification that tells of an alert, with that alone; None where none of these does."""
    for payload in payloads:
        told = notice.notification_of(payload)
        for one in told.alerts:
            if one.rule == row["rule"] and row["labels"].items() <= one.labels.items():
                return replace(told, alerts=(one,), event=one.event)
    return None
