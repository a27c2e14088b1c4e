"""What whoever looks at a page may do: asked before a button is drawn, and again when it was clicked."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.accounts import rights
from dashboard.accounts.audit import Entry
from dashboard.accounts.role import Role
from dashboard.accounts.visitor import Way
from dashboard.server import runtime
from sql.errors import LongtailError

_MANY = {Role.RESPONDER: "responders and admins", Role.ADMIN: "admins"}


def may(needed: Role) -> bool:
    """Whether the role is enough."""
    return rights.may(needed, st.context.ip_address, st.context.headers)


def require(needed: Role) -> None:
    """Raise `LongtailError` where it is not."""
    if not may(needed):
        raise LongtailError(sentence(needed))


def sentence(needed: Role) -> str:
    """What is said to who may not."""
    return f"Only {_MANY[needed]} may do this: ask an admin for that role."


def note(action: str, target: str, said: str = "") -> None:
    """Put what was done on a page into the audit log, where there are accounts."""
    accounts, by = runtime.current().accounts, entry(action)
    if accounts is not None and by is not None:
        accounts.note(replace(by, target=target, detail={"said": said} if said else {}))


def entry(action: str) -> Entry | None:
    """What the audit log says of who looks at the page and does something; None where there are no accounts."""
    who = name()
    return Entry(action, who, Way.SESSION, st.context.ip_address or "") if who else None


def name() -> str:
    """The account's name; empty where there are no accounts."""
    return rights.name_in(st.context.headers)
