"""Accounts: made, listed, changed and removed. A change of password or role ends the account's sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from dashboard.accounts import audit
from dashboard.accounts.audit import Entry
from dashboard.accounts.clock import now
from dashboard.accounts.errors import AccountError
from dashboard.accounts.proof import passwords
from dashboard.accounts.role import OF_ACCOUNTS, Role
from dashboard.accounts.tables import ACCOUNTS, SESSIONS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from dashboard.accounts.store import AccountStore

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@+-]{0,62}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it may be shown."""

    name: str
    role: Role
    made_at: datetime
    used_at: datetime | None
    sessions: int


def add(store: AccountStore, name: str, role: Role, password: str, by: Entry) -> None:
    """Make an account; `by` says who does it. Raises `AccountError` where it cannot be."""
    if _NAME.fullmatch(name) is None:
        sentence = f"{name!r} is no name for an account: take up to 64 letters, digits and . _ @ + -"
        raise AccountError(sentence)
    _check_role(role)
    passwords.check(password, name)
    kept, at = passwords.hashed(password), now()
    with store.writing() as connection:
        if _known(connection, name) is not None:
            sentence = (
                f"There is an account {name} already: `longtail accounts password {name}` gives it a new password."
            )
            raise AccountError(sentence)
        connection.execute(insert(ACCOUNTS).values(name=name, role=role, password=kept, made_at=at, changed_at=at))
        audit.add(connection, _entry(by, "account added", name, role=str(role)))


def remove(store: AccountStore, name: str, by: Entry) -> None:
    """Remove an account with its sessions. Raises `AccountError` where it is not there, or is the last admin."""
    with store.writing() as connection:
        role = _named(connection, name)
        _keep_an_admin(connection, name, role)
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == name))
        audit.add(connection, _entry(by, "account removed", name, role=str(role)))


def set_role(store: AccountStore, name: str, role: Role, by: Entry) -> None:
    """Give an account another role. Raises `AccountError` as `remove` does."""
    _check_role(role)
    with store.writing() as connection:
        before = _named(connection, name)
        if role is not Role.ADMIN:
            _keep_an_admin(connection, name, before)
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(role=role, changed_at=now()))
        connection.execute(delete(SESSIONS).where(SESSIONS.c.account == name))
        audit.add(connection, _entry(by, "role changed", name, before=str(before), after=str(role)))


def set_password(store: AccountStore, name: str, password: str, by: Entry, keep: str = "") -> None:
    """Give an account another password; `keep` is the id of the session that goes on. Raises `AccountError`."""
    passwords.check(password, name)
    kept = passwords.hashed(password)
    with store.writing() as connection:
        _named(connection, name)
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(password=kept, changed_at=now()))
        connection.execute(delete(SESSIONS).where(SESSIONS.c.account == name, SESSIONS.c.id != keep))
        audit.add(connection, _entry(by, "password changed", name))


def proven(store: AccountStore, name: str, password: str) -> Role | None:
    """The role of the account whose name and password these are; None where they are nobody's."""
    with store.reading() as connection:
        row = connection.execute(
            select(ACCOUNTS.c.role, ACCOUNTS.c.password).where(ACCOUNTS.c.name == name)
        ).one_or_none()
    if not passwords.is_right(None if row is None else row.password, password) or row is None:
        return None
    if passwords.is_dated(row.password):
        with store.writing() as connection:
            kept = passwords.hashed(password)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(password=kept))
    return Role(row.role)


def listed(store: AccountStore) -> list[Account]:
    """All accounts by name, with when each was last used, as far as a session still shows it."""
    uses = (
        select(SESSIONS.c.account, func.max(SESSIONS.c.used_at).label("used_at"), func.count().label("n"))
        .where(SESSIONS.c.ends_at > now())
        .group_by(SESSIONS.c.account)
        .subquery()
    )
    columns = (ACCOUNTS.c.name, ACCOUNTS.c.role, ACCOUNTS.c.made_at, uses.c.used_at, uses.c.n)
    question = select(*columns).outerjoin(uses, uses.c.account == ACCOUNTS.c.name).order_by(ACCOUNTS.c.name)
    with store.reading() as connection:
        return [
            Account(row.name, Role(row.role), row.made_at, row.used_at, row.n or 0)
            for row in connection.execute(question)
        ]


def is_empty(store: AccountStore) -> bool:
    """Whether there is no account yet."""
    with store.reading() as connection:
        return connection.execute(select(ACCOUNTS.c.name).limit(1)).first() is None


def _check_role(role: Role) -> None:
    if role not in OF_ACCOUNTS:
        sentence = f"The role {role} is for tokens: an account is a {', '.join(OF_ACCOUNTS)}."
        raise AccountError(sentence)


def _known(connection: Connection, name: str) -> Role | None:
    """Its role; names that differ only in capitals are one, as people type them."""
    question = select(ACCOUNTS.c.role).where(func.lower(ACCOUNTS.c.name) == name.lower())
    found = connection.execute(question).scalar()
    return None if found is None else Role(found)


def _named(connection: Connection, name: str) -> Role:
    found = connection.execute(select(ACCOUNTS.c.role).where(ACCOUNTS.c.name == name)).scalar()
    if found is None:
        sentence = f"There is no account {name!r}: `longtail accounts list` shows all."
        raise AccountError(sentence)
    return Role(found)


def _keep_an_admin(connection: Connection, name: str, role: Role) -> None:
    """Nobody may be left who cannot make an admin again, unless it is the last account: then all is open again."""
    others = select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.name != name)
    admins = others.where(ACCOUNTS.c.role == Role.ADMIN)
    is_last = role is Role.ADMIN and not connection.execute(admins).scalar_one()
    if is_last and connection.execute(others).scalar_one():
        sentence = f"{name} is the last admin: make another one first."
        raise AccountError(sentence)


def _entry(by: Entry, action: str, target: str, **detail: str) -> Entry:
    return Entry(action, by.who, by.way, by.address, target, detail=detail)
