"""The address that a server listens on: taken before anything else starts, written as a URL that a browser can open."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from typing import TYPE_CHECKING

from dashboard.accounts import people, store
from dashboard.accounts.errors import AccountError
from dashboard.server import supervisor
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BACKLOG = 2048
"""Connections that wait in the system's queue."""


class PortError(LongtailError):
    """The address and port cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises `PortError` where the port is taken or the address is not this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        sentence = f"{host} is not an address of this machine: give one with --host, 127.0.0.1 for this machine only."
        raise PortError(sentence) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PortError(_port_sentence(error, host, port)) from error
    return listener


def listen_or_go_on(host: str, port: int) -> socket.socket:
    """The listening socket of the server that was here before and crashed, else a new one, which outlives this one.

    Raises `PortError` as `listen` does.
    """
    link = supervisor.link()
    if link is None:
        return listen(host, port)
    if link.listener is None:
        listener = listen(host, port)
        link.keep(listener)
        return listener
    return link.listener


def is_restart() -> bool:
    """Whether a server was here before, and crashed."""
    link = supervisor.link()
    return link is not None and link.listener is not None


def _port_sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use: stop what listens there, or choose another with --port (0: a free one)."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this user: choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: give one with --host, 127.0.0.1 for this machine only."
    return f"Cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}): choose another with --host or --port."


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def url_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1" if listener.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check(host: str, warehouse: Path) -> None:
    """Raise `AccountError` where others could reach the server of a warehouse, and nobody has an account."""
    if is_loopback(host) or _has_accounts(store.path_of(warehouse)):
        return
    sentence = (
        f"Everybody who reaches {host} could read the logs: make an account first, with "
        "`longtail accounts add NAME --role admin`, or leave --host at 127.0.0.1."
    )
    raise AccountError(sentence)


def _has_accounts(path: Path) -> bool:
    if not path.exists():
        return False
    accounts = store.AccountStore(path)
    try:
        return not people.is_empty(accounts)
    finally:
        accounts.close()


def warnings_for(host: str) -> Sequence[str]:
    """What whoever starts the server should know."""
    if is_loopback(host):
        return ()
    sentence = (
        f"Listening on {host} without TLS: whoever sits between can read passwords and logs; "
        "put a proxy with a certificate before it."
    )
    return (sentence,)


def warnings_as_root() -> Sequence[str]:
    """What whoever starts a server as root should know."""
    if os.geteuid() != 0:
        return ()
    sentence = (
        "Longtail runs as root, so whoever can write a log or reach a page works with root's rights to files: "
        "run it as a user that may only read the logs."
    )
    return (sentence,)
