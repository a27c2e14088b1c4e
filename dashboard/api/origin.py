"""Refuses requests of other web pages: changes come only from scripts or from this server's own pages.

A browser sends a form or plain text across sites without asking, but not JSON; it says in `Origin` and `Sec-Fetch-Site`
where a page comes from; and a name that an attacker points at this machine stands in `Host`.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, HTTPException, Request

from dashboard.api.state import CurrentState
from dashboard.server.listening import is_loopback

_JSON = "application/json"


def _trusted(
    request: Request,
    state: CurrentState,
    origin: Annotated[str | None, Header(include_in_schema=False)] = None,
    sec_fetch_site: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> None:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        raise HTTPException(415, f"The body must be JSON: send it with the header Content-Type: {_JSON}.")
    host = request.headers.get("host", "")
    if sec_fetch_site not in {None, "same-origin", "none"} or (origin is not None and urlsplit(origin).netloc != host):
        raise HTTPException(403, "This request comes from a page of another site: use Longtail's own pages.")
    if is_loopback(state.runtime.settings.host) and not _is_local(host):
        raise HTTPException(403, f"This server is not called {host[:100]!r}: ask it by its address or as localhost.")


def _is_local(host: str) -> bool:
    """Whether a Host header names this machine in a way that a foreign name server cannot."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


Trusted = Depends(_trusted)
"""The dependency of every route that changes something."""
