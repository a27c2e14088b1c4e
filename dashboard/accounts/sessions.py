"""Sessions of browsers: they end when nobody used them for a while, and in any case some time after the log-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from dashboard.accounts.clock import now
from dashboard.accounts.proof import secret
from dashboard.accounts.role import Role
from dashboard.accounts.tables import ACCOUNTS, SESSIONS

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Row

    from dashboard.accounts.store import AccountStore

_MOST = 100
"""Sessions of one account; beyond them the one that was used longest ago ends."""
_SESSIONS = select(SESSIONS, ACCOUNTS.c.role).join(ACCOUNTS, ACCOUNTS.c.name == SESSIONS.c.account)


@dataclass(frozen=True, slots=True)
class Session:
    """One session; `ends_at` is its absolute end."""

    id: str
    account: str
    role: Role
    made_at: datetime
    used_at: datetime
    ends_at: datetime
    address: str
    device: str

    def is_over(self, idle: timedelta) -> bool:
        """Whether it has ended."""
        at = now()
        return at >= self.ends_at or at - self.used_at >= idle


def begin(connection: Connection, account: str, lasts: timedelta, address: str, device: str) -> str:
    """Begin a session; gives its secret."""
    given, at = secret.new(), now()
    mine = select(SESSIONS.c.hash).where(SESSIONS.c.account == account).order_by(SESSIONS.c.used_at.desc())
    connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= at))
    connection.execute(
        delete(SESSIONS).where(SESSIONS.c.hash.in_(mine.offset(_MOST - 1)), SESSIONS.c.account == account)
    )
    values = {"account": account, "made_at": at, "used_at": at, "ends_at": at + lasts}
    names = {"hash": secret.hash_of(given), "id": secret.new_id(), "address": address, "device": device}
    connection.execute(insert(SESSIONS).values(**values, **names))
    return given


def find(store: AccountStore, given: str) -> Session | None:
    """The session that a secret opens, which may be over; None where there is none."""
    question = _SESSIONS.where(SESSIONS.c.hash == secret.hash_of(given))
    with store.reading() as connection:
        row = connection.execute(question).one_or_none()
    return None if row is None else _session(row)


def listed(store: AccountStore, account: str | None = None) -> list[Session]:
    """Those of an account, or all; the one used last first."""
    question = _SESSIONS.where(SESSIONS.c.ends_at > now()).order_by(SESSIONS.c.used_at.desc())
    if account is not None:
        question = question.where(SESSIONS.c.account == account)
    with store.reading() as connection:
        return [_session(row) for row in connection.execute(question)]


def use(store: AccountStore, session_id: str) -> None:
    """Remember that it is used now."""
    with store.writing() as connection:
        connection.execute(update(SESSIONS).where(SESSIONS.c.id == session_id).values(used_at=now()))


def end(connection: Connection, account: str, session_id: str | None = None) -> int:
    """End a session of an account, or all of them; how many were."""
    ended = delete(SESSIONS).where(SESSIONS.c.account == account)
    if session_id is not None:
        ended = ended.where(SESSIONS.c.id == session_id)
    return connection.execute(ended).rowcount


def _session(row: Row[Any]) -> Session:
    told = (row.made_at, row.used_at, row.ends_at, row.address, row.device)
    return Session(row.id, row.account, Role(row.role), *told)
