"""Which door a request comes to, and what it takes to pass: the one table of paths.

What is in no row is closed to everybody but admins, so that a route which somebody forgets here is no hole; a test
finds it. Paths are compared as they came, decoded once: what differs in capitals, slashes or dots is another path, and
closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from dashboard.accounts.role import Role


class Open(Enum):
    """What passes without an account."""

    OPEN = "open"
    OWN_PROOF = "own proof"
    """The route asks for a secret of its own: the token that lies beside the warehouse, or a heartbeat's address."""


Need = Role | Open
_READING = ("GET", "HEAD")
_WRITING = ("POST", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Door:
    """A row: `path` is a pattern for the whole path, `methods` those that it is for."""

    path: str
    methods: tuple[str, ...]
    need: Need

    def is_for(self, method: str, path: str) -> bool:
        """Whether the request comes to this door."""
        return method in self.methods and re.fullmatch(self.path, path) is not None


_ALERTING = r"/api/v1/(?:rules|monitoring/alerts/rules)(?:/[^/]+)?"
DOORS: tuple[Door, ...] = (
    Door("/healthz", _READING, Open.OPEN),
    Door("/login", (*_READING, "POST"), Open.OPEN),
    Door("/status/[^/]+", _READING, Open.OPEN),
    Door("/ping/[^/]+(?:/[^/]+)?", (*_READING, "POST"), Open.OWN_PROOF),
    Door(r"/api/v1/local/[a-z/]+", (*_READING, "POST"), Open.OWN_PROOF),
    Door("/logout|/account(?:/[a-z]+)?", (*_READING, "POST"), Role.VIEWER),
    Door("/api/v1/sql", ("POST",), Role.VIEWER),
    Door(_ALERTING, _WRITING, Role.ADMIN),
    Door("/api/v1/channels/[^/]+/test|/api/v1/monitoring/test-notification", ("POST",), Role.ADMIN),
    Door("/api/v2/alerts", ("POST",), Role.WRITER),
    Door("/api/v1/errors/[^/]+/(?:status|merge|unmerge|split|unsplit)", ("POST",), Role.RESPONDER),
    Door("/api/v1/alerts/[^/]+/acknowledge", ("POST",), Role.RESPONDER),
    Door("/api/v1/silences(?:/[^/]+)?", _WRITING, Role.RESPONDER),
    Door("/api/v1/incidents(?:/[^/]+(?:/freeze)?)?", _WRITING, Role.RESPONDER),
    Door("/api/.*|/metrics|/readyz", _READING, Role.VIEWER),
    Door("/static/.*|/app/static/.*|/media/.*", _READING, Role.VIEWER),
    Door("/_stcore/(?:health|host-config|stream|bidi-components/.*)", _READING, Role.VIEWER),
    Door("/|/[a-z][a-z-]*", _READING, Role.VIEWER),
    Door("/[a-z][a-z-]*/_stcore/(?:health|host-config)", _READING, Role.VIEWER),
    Door(r"/favicon\.(?:ico|png)|/[a-z-]+\.(?:html|json|png|ico|txt)", _READING, Role.VIEWER),
)


def door_of(method: str, path: str) -> Door | None:
    """The first door that the request comes to; None where it is in no row."""
    return next((door for door in DOORS if door.is_for(method, path)), None)


def need_of(method: str, path: str) -> Need:
    """What it takes to pass."""
    door = door_of(method, path)
    return Role.ADMIN if door is None else door.need
