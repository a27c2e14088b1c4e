"""What whoever asks may do.

The gate before everything (dashboard/server/guard/gate.py) finds out who asks and says it in two headers, which it
takes from nobody else. Where there are no accounts, whoever sits at the machine is its admin, and who comes from
elsewhere may look and decide.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from dashboard.accounts.role import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.accounts.visitor import Visitor

_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})
_LOCAL_NAME = "localhost"


NAME_HEADER, ROLE_HEADER = "x-longtail-account", "x-longtail-role"


def headers_of(visitor: Visitor) -> list[tuple[bytes, bytes]]:
    """What the gate says of a visitor to those behind it."""
    said = {NAME_HEADER: quote(visitor.name), ROLE_HEADER: str(visitor.role)}
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in said.items()]


def name_in(headers: Mapping[str, str]) -> str:
    """The account or token that asks; empty where there are no accounts."""
    said = {name.lower(): value for name, value in headers.items()}
    return unquote(said.get(NAME_HEADER, ""))


def role_of(address: str | None, headers: Mapping[str, str]) -> Role:
    """The role of who asks: what the gate says, else by where the request comes from (None: this machine)."""
    said = {name.lower(): value for name, value in headers.items()}
    if ROLE_HEADER in said:
        return Role(said[ROLE_HEADER])
    return Role.ADMIN if is_local(address, headers) else Role.RESPONDER


def may(needed: Role, address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether who asks has the role that is needed."""
    return role_of(address, headers).may(needed)


def is_local(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether who asks from this address (None: this machine) sits at the machine.

    Who comes through a proxy on this machine asks from elsewhere: a header says so, or the name that the browser was
    given, which is not this machine's own.
    """
    said = {name.lower(): value for name, value in headers.items()}
    if not _FORWARDED.isdisjoint(said):
        return False
    urls = [said[name] if name == "origin" else f"//{said[name]}" for name in ("origin", "host") if name in said]
    return all(map(_names_here, urls)) and (address is None or _is_here(address))


def _names_here(url: str) -> bool:
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return name == _LOCAL_NAME or _is_here(name)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
