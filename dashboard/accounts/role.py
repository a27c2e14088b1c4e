"""What an account or a token may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Each of the first three may what those before it may; a writer only sends, and is for tokens alone."""

    VIEWER = "viewer"
    RESPONDER = "responder"
    ADMIN = "admin"
    WRITER = "writer"

    def may(self, needed: Role) -> bool:
        """Whether it is enough where `needed` is asked for."""
        if Role.WRITER in (self, needed):
            return needed is self or (needed is Role.WRITER and self is Role.ADMIN)
        return _ORDER.index(self) >= _ORDER.index(needed)


_ORDER = (Role.VIEWER, Role.RESPONDER, Role.ADMIN)
OF_ACCOUNTS = _ORDER
"""The roles that an account can have."""
