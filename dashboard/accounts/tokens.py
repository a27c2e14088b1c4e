"""Tokens for programs: `lt_` and a random secret, shown once. Each has a role, perhaps an end, and a last use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from dashboard.accounts import audit
from dashboard.accounts.audit import Entry
from dashboard.accounts.clock import now
from dashboard.accounts.errors import AccountError
from dashboard.accounts.proof import secret
from dashboard.accounts.role import Role
from dashboard.accounts.tables import TOKENS

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from dashboard.accounts.store import AccountStore

PREFIX = "lt_"
"""So that what looks for secrets in texts knows one."""
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Token:
    """One token as it may be shown."""

    name: str
    role: Role
    made_at: datetime
    ends_at: datetime | None
    used_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at is not None and now() >= self.ends_at


def create(store: AccountStore, name: str, role: Role, lasts: timedelta | None, by: Entry) -> str:
    """Make a token; gives it, for the only time. Raises `AccountError` where it cannot be."""
    if _NAME.fullmatch(name) is None:
        sentence = f"{name!r} is no name for a token: take up to 64 letters, digits and . _ -"
        raise AccountError(sentence)
    given, at = secret.new(PREFIX), now()
    ends_at = None if lasts is None else at + lasts
    with store.writing() as connection:
        if connection.execute(select(TOKENS.c.name).where(TOKENS.c.name == name)).first() is not None:
            sentence = f"There is a token {name} already: revoke it first, or take another name."
            raise AccountError(sentence)
        values = {"name": name, "hash": secret.hash_of(given), "role": role, "made_at": at, "ends_at": ends_at}
        connection.execute(insert(TOKENS).values(**values))
        detail = {"role": str(role), "ends_at": None if ends_at is None else ends_at.isoformat()}
        audit.add(connection, Entry("token created", by.who, by.way, by.address, name, detail=detail))
    return given


def revoke(store: AccountStore, name: str, by: Entry) -> None:
    """Take a token away, at once. Raises `AccountError` where there is none of that name."""
    with store.writing() as connection:
        if not connection.execute(delete(TOKENS).where(TOKENS.c.name == name)).rowcount:
            sentence = f"There is no token {name!r}: `longtail tokens list` shows all."
            raise AccountError(sentence)
        audit.add(connection, Entry("token revoked", by.who, by.way, by.address, name))


def find(store: AccountStore, given: str) -> Token | None:
    """The token that this is, which may be over; None where it is none."""
    with store.reading() as connection:
        row = connection.execute(select(TOKENS).where(TOKENS.c.hash == secret.hash_of(given))).one_or_none()
    return None if row is None else Token(row.name, Role(row.role), row.made_at, row.ends_at, row.used_at)


def use(store: AccountStore, name: str) -> None:
    """Remember that it is used now."""
    with store.writing() as connection:
        connection.execute(update(TOKENS).where(TOKENS.c.name == name).values(used_at=now()))


def listed(store: AccountStore) -> list[Token]:
    """All tokens by name."""
    with store.reading() as connection:
        rows = connection.execute(select(TOKENS).order_by(TOKENS.c.name))
        return [Token(row.name, Role(row.role), row.made_at, row.ends_at, row.used_at) for row in rows]
