"""Which names this server answers to, and which pages may ask it.

A page of another site that points its own name at this machine (DNS rebinding) says that name in `Host`; a page of
another site that asks directly says where it comes from in `Origin`. An address in `Host` cannot be pointed elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?P<port>:\d{1,5})?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@\s]+)", re.IGNORECASE)
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_LOCAL_NAME = "localhost"


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names and addresses of one server; `addresses` is None where any address will do, as it listens on all."""

    names: frozenset[str]
    addresses: frozenset[Address] | None
    allowed: frozenset[str]

    @classmethod
    def of(cls, listens_on: str, allowed: Iterable[str] = (), *, bound: str = "") -> Hosts:
        """Of a server that listens on an address or a name of this machine, and is called by the names of `allowed`.

        `bound` is the address that the name stands for.
        """
        found = {address for text in (listens_on, bound) if (address := _address(text)) is not None}
        names = {_LOCAL_NAME} if _address(listens_on) else {_LOCAL_NAME, listens_on.lower()}
        entries = frozenset(_ascii(entry) for entry in allowed)
        addresses = None if any(address.is_unspecified for address in found) else frozenset(found)
        return cls(frozenset(names), addresses, entries)

    def know(self, host: str) -> bool:
        """Whether a `Host` header names this server."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower().rstrip(".")
        address = _address(name.strip("[]"))
        if address is not None and (self.addresses is None or address.is_loopback or address in self.addresses):
            return True
        return name in self.names or any(_matches(entry.rsplit(":", 1)[0], name) for entry in self.allowed)

    def trust(self, origin: str, host: str) -> bool:
        """Whether an `Origin` is a page of the server that was asked for as `host`, or of an allowed name.

        The second is for proxies that put a `Host` of their own; an entry without a port means the usual ones.
        """
        found = _ORIGIN.fullmatch(origin)
        if found is None:
            return False
        scheme, place = found["scheme"].lower(), found["host"].lower()
        usual = _USUAL_PORTS[scheme]
        place = place.removesuffix(usual)
        return place == host.lower().removesuffix(usual) or any(_matches(entry, place) for entry in self.allowed)


def _matches(entry: str, name: str) -> bool:
    """Whether an entry is this name, or `*.` and what the name ends in."""
    return name.endswith(entry[1:]) and name != entry[1:] if entry.startswith("*.") else name == entry


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _ascii(name: str) -> str:
    """A name as it stands in headers: letters beyond ASCII as browsers write them."""
    try:
        return name.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return name.lower()
