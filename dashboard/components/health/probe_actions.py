"""What an admin does to probes: add one, change it, pause it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.accounts.role import Role
from dashboard.components.controls import making_changes, permission
from dashboard.components.layout import dialogs, url
from dashboard.server import runtime
from dashboard.style.text import plain, visible
from monitor.health.editing import ProbeEditing
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.health.probe_rows import Row
    from dashboard.components.layout.page_context import PageContext

_PROBLEM = "_probe_problem"
NEW, EDIT, PROBE = "new", "edit", "probe"
"""What the page's URL names: that a probe is made, that one is changed, and which one is shown."""


def editing() -> ProbeEditing | None:
    """What changes probes; None where nothing is probed here, or who looks may not."""
    current = runtime.current()
    probing = None if current.watching is None else current.watching.probing
    if probing is None or not permission.may(Role.ADMIN):
        return None
    return ProbeEditing(probing, current.settings)


def open_probe(name: str) -> None:
    """Show a probe, or all of them where the name is empty."""
    for key, value in ((PROBE, name), (NEW, ""), (EDIT, "")):
        url.set_own(key, value, "")


def way_back(name: str = "") -> None:
    """A button to a probe, or to all of them."""
    st.button(
        visible(name) if name else "All probes",
        key="all-probes",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=open_probe,
        args=(name,),
    )


def draw_new() -> None:
    """The button that begins a new probe, where that is allowed."""
    if editing() is not None:
        st.button(
            "New probe",
            key="new-probe",
            icon=":material/add:",
            on_click=lambda: url.set_own(NEW, "1", ""),
        )


def draw(row: Row) -> None:
    """The buttons of one probe, and what became of the last one that was pressed."""
    making_changes.say(_PROBLEM)
    edits = editing()
    if edits is None:
        return
    name = row["probe"]
    try:
        is_here = edits.table(name) is not None
    except LongtailError as error:
        st.caption(plain(str(error)))
        return
    if not is_here:
        st.caption(plain(f"It is not in {edits.path}, so it cannot be changed here."))
        return
    with st.container(horizontal=True, gap="small", key="probe-actions"):
        st.button("Edit", icon=":material/edit:", key="probe-edit", on_click=lambda: url.set_own(EDIT, "1", ""))
        is_paused = row.get("paused", False)
        st.button(
            "Resume" if is_paused else "Pause",
            icon=":material/play_arrow:" if is_paused else ":material/pause:",
            key="probe-pause",
            on_click=_pause,
            args=(name, not is_paused),
        )
        st.button("Delete", icon=":material/delete:", key="probe-delete", on_click=_ask_delete, args=(name,))


def _pause(name: str, is_paused: bool) -> None:  # noqa: FBT001 (a widget hands it on by place)
    _do(lambda edits: edits.pause(name, paused=is_paused))


def _ask_delete(name: str) -> None:
    def body(_context: PageContext) -> None:
        st.caption("It is asked no more, and taken out of the settings file. What is stored of it stays for its time.")
        st.button("Delete", key="probe-delete-sure", type="primary", on_click=_delete, args=(name,))

    dialogs.ask(f"Delete {visible(name)}?", "delete", body)


def _delete(name: str) -> None:
    if _do(lambda edits: edits.remove(name)):
        open_probe("")
    url.rerun_app()


def _do(action: Callable[[ProbeEditing], None]) -> bool:
    """Do it (a widget's callback); what is wrong is said in the next run."""
    return making_changes.do(editing(), action, _PROBLEM)
