"""Who asks: an account in a session, a token, or whoever reaches a server that has no accounts yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.accounts.role import Role


class Way(StrEnum):
    """How a visitor proved who it is."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 (the name of a way, no secret)
    NONE = "none"


IN_SCOPE = "longtail.visitor"
"""Where the scope of a request says who asks (ASGI)."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`name` is the account's or the token's, empty where there are no accounts; `key` names the session or token."""

    name: str
    role: Role
    way: Way = Way.NONE
    key: str = ""
