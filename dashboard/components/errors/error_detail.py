"""One error group: its description, its status, and the tiles with its evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import decision_author, permission, time_range
from dashboard.components.errors import badges, error_evidence, error_parts, error_table
from dashboard.components.incidents import incident_link
from dashboard.components.layout import navigation, page_registry, url, url_state
from dashboard.reads import errors
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain, visible
from ingest.decisions import error_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.components.layout.page_context import PageContext
    from ingest.decisions.error_status import DecisionAuthor, Status

_BADGES: Mapping[str, tuple[str, Any]] = {
    "open": ("Open", "gray"),
    "regressed": ("Regressed", "red"),
    "resolved": ("Resolved", "green"),
    "ignored": ("Ignored", "gray"),
}
_AROUND_START = timedelta(hours=1)
_A_MINUTE, _LONGEST_INCIDENT = timedelta(minutes=1), timedelta(days=1)


def draw(context: PageContext, error_id: str) -> None:
    """Draw the group that the URL names, or say that it does not exist."""
    frame = cache.ask(errors.group(error_id))
    if frame.is_empty():
        _way_back(context, "")
        st.info(
            f"There is no error {plain(visible(error_id[:40]))}: its id may be mistyped, its occurrences are no longer "
            "kept, or the split that made it was undone.",
            icon=":material/search_off:",
        )
        return
    group = frame.row(0, named=True)
    _way_back(context, group["error_id"])
    with st.container(border=True, key="tile-error-head", gap="small"):
        st.html(badges.title(group["error_type"], group["error_message"], context.palette))
        _facts(context, group)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-bar"):
            _decisions(context, group)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-links"):
            _links(group)
    error_evidence.draw(context, group)
    error_parts.draw(context, group)


def _way_back(context: PageContext, error_id: str) -> None:
    """To the list, and to the group before and after this one in it."""
    show, sort, text = error_table.chosen()
    listed = cache.ask(errors.groups(context.window, show, text, sort))["error_id"].to_list()
    place = listed.index(error_id) if error_id in listed else None
    before = listed[place - 1] if place else None
    after = listed[place + 1] if place is not None and place + 1 < len(listed) else None
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-way"):
        st.button(
            "All errors", key="error-list", icon=":material/arrow_back:", type="tertiary", on_click=_open, args=("",)
        )
        for label, icon, other in (("Previous", "chevron_left", before), ("Next", "chevron_right", after)):
            st.button(
                label,
                key=f"error-{label.lower()}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=other is None,
                on_click=_open,
                args=(other,),
            )
        if place is not None:
            st.caption(f"{place + 1} of {len(listed)} · {error_table.SHOWS[show].lower()}", width="content")


def _open(error_id: str) -> None:
    error_table.open_group(error_id)


def _facts(context: PageContext, group: Mapping[str, Any]) -> None:
    zone = context.window.timezone

    def moment(name: str) -> tuple[str, str]:
        local = time_range.to_local(group[name], zone)
        return numbers.ago(group[name], context.now), f"{local:%Y-%m-%d %H:%M:%S} {zone}"

    first, last = moment("first_seen"), moment("last_seen")
    services = [service or "(none)" for service in group["services"]]
    pairs = [
        (
            "Occurrences",
            numbers.count(group["occurrences"]),
            f"{numbers.exact(group['occurrences'])}, all that is stored",
        ),
        ("Users", numbers.count(group["users"]), f"{numbers.exact(group['users'])} distinct users, all that is stored"),
        ("First seen", *first),
        ("Last seen", *last),
        ("Service" if len(services) == 1 else "Services", ", ".join(services), ", ".join(services)),
        ("Level", group["level"] or numbers.NOTHING, "Of the newest occurrence"),
        ("Id", group["error_id"], "What `error_id` in logs says" if len(group["stored_ids"]) == 1 else "Of the group"),
    ]
    st.html(badges.facts(pairs, context.palette))


def _decisions(context: PageContext, group: Mapping[str, Any]) -> None:
    label, color = _BADGES.get(group["status"], ("Open", "gray"))
    st.badge(label, color=color)
    if permission.may(Role.RESPONDER):
        _actions(group)
    if group["decided_at"] is not None:
        decided = time_range.to_local(group["decided_at"], context.window.timezone)
        said = f"{group['author'] or 'Somebody'}, {decided:%Y-%m-%d %H:%M}"
        st.caption(plain(visible(f"{said}: {group['comment']}" if group["comment"] else said)))


def _actions(group: Mapping[str, Any]) -> None:
    decision_author.ask("error")
    current = "resolved" if group["status"] == "resolved" else group["status"]
    for status, (text, icon, _) in error_table.ACTIONS.items():
        if status == current or (status == "open" and current == "regressed"):
            continue
        st.button(
            text,
            key=f"error-{status}",
            icon=f":material/{icon}:",
            type="primary" if status == "resolved" else "secondary",
            on_click=decision_author.decide,
            args=("error", _deciding(group["error_id"], status)),
        )


def _deciding(error_id: str, status: Status) -> Callable[[DecisionAuthor], str]:
    def write(by: DecisionAuthor) -> str:
        changed = error_status.decide(runtime.current().warehouse, error_id, status, by)
        return f"{error_table.ACTIONS[status][2].capitalize()}." if changed else "It has that status already."

    return write


def _links(group: Mapping[str, Any]) -> None:
    """Ways to the other pages, as far as there are such."""
    if page_registry.has("logs"):
        _link("Rows in Logs", "subject", "logs", {"q": _search(group["stored_ids"])}, "rows")
    if page_registry.has("traces"):
        for label, name in (("First trace", "first_trace"), ("Last trace", "last_trace")):
            if group[name]:
                _link(label, "account_tree", "traces", {"id": group[name]}, name)
    if page_registry.has("changes"):
        start = group["first_seen"].replace(microsecond=0)
        before = url_state.write_span(start - _AROUND_START, start)
        after = url_state.write_span(start, start + _AROUND_START)
        _link("What changed when it began?", "difference", "changes", {"a": after, "b": before}, "changes")
    first, last = group["first_seen"].replace(second=0, microsecond=0), group["last_seen"]
    end = min(last, first + _LONGEST_INCIDENT).replace(second=0, microsecond=0) + _A_MINUTE
    incident_link.button("error-to-incident", window=url_state.write_span(first - _A_MINUTE, end), type="tertiary")
    with st.popover("Set the range", icon=":material/fit_width:", key="error-window", type="tertiary"):
        st.button("Its whole time", key="error-whole", on_click=_whole, args=(group,), width="stretch")
        st.button("Its first hour", key="error-start", on_click=_first_hour, args=(group,), width="stretch")


def _search(stored_ids: Sequence[str]) -> str:
    """What the page Logs looks for: the ids that logs have, whatever was merged or split since."""
    return f"error_id:{stored_ids[0]}" if len(stored_ids) == 1 else f"error_id:({' OR '.join(stored_ids)})"


def _link(label: str, icon: str, page: str, own: Mapping[str, str], key: str) -> None:
    st.button(
        label,
        key=f"error-to-{page}-{key}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=navigation.to,
        args=(page, dict(own)),
    )


def _whole(group: Mapping[str, Any]) -> None:
    url.set_range(time_range.CUSTOM, group["first_seen"], group["last_seen"] + timedelta(seconds=1))


def _first_hour(group: Mapping[str, Any]) -> None:
    start = group["first_seen"] - timedelta(minutes=15)
    url.set_range(time_range.CUSTOM, start, start + timedelta(hours=1))
