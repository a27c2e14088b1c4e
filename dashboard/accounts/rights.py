"""Who may change things.

There are no accounts yet: whoever sits at the machine is its admin, and nobody else is. Accounts will answer here.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def is_admin(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether who asks from this address (None: this machine) may change what is watched.

    Who comes through a proxy on this machine asks from elsewhere: the headers say so.
    """
    if any(name.lower() in _FORWARDED for name in headers):
        return False
    try:
        return address is None or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
