"""Who may change things.

There are no accounts yet: whoever sits at the machine is its admin, and nobody else is. Accounts will answer here.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})
_LOCAL_NAME = "localhost"


def is_admin(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether who asks from this address (None: this machine) may change what is watched.

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
