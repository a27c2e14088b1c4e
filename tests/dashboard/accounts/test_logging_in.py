"""Sessions, tokens, wrong tries, and what the audit log says of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, update

from dashboard.accounts import audit, sessions, tokens
from dashboard.accounts.accounts import Accounts
from dashboard.accounts.audit import Entry
from dashboard.accounts.clock import now
from dashboard.accounts.errors import AccountError
from dashboard.accounts.proof.tries import FREE, LONGEST_SECONDS, Tries
from dashboard.accounts.role import Role
from dashboard.accounts.tables import AUDIT, SESSIONS, TOKENS
from tests.dashboard.accounts.conftest import BY, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


def _rows(accounts: Accounts) -> list[dict[str, Any]]:
    with accounts.store.reading() as connection:
        return [dict(row) for row in connection.execute(select(AUDIT).order_by(AUDIT.c.id)).mappings()]


def test_a_session(peopled: Accounts) -> None:
    """Its secret says who it is; another one nothing."""
    visitor = peopled.of_session(peopled.log_in("responder", PASSWORD, "192.0.2.1", "Firefox on Linux"))
    assert visitor is not None
    assert (visitor.name, visitor.role) == ("responder", Role.RESPONDER)
    assert peopled.of_session("x" * 43) is None
    assert [one.device for one in sessions.listed(peopled.store, "responder")] == ["Firefox on Linux"]


@pytest.mark.parametrize(("column", "back"), [("used_at", timedelta(hours=1)), ("ends_at", timedelta(days=1))])
def test_a_session_ends(peopled: Accounts, column: str, back: timedelta) -> None:
    """When nobody used it for a while, and some time after the log-in."""
    secret = peopled.log_in("viewer", PASSWORD, "a", "d")
    visitor = peopled.of_session(secret)
    assert visitor is not None
    with peopled.store.writing() as connection:
        connection.execute(update(SESSIONS).values({column: SESSIONS.c[column]}))
        row = connection.execute(select(SESSIONS.c[column])).scalar_one()
        connection.execute(update(SESSIONS).values({column: row - back}))
    assert (peopled.of_session(secret), peopled.is_alive(visitor)) == (None, False)


def test_logging_out(peopled: Accounts) -> None:
    """One session, or all of the account."""
    first, second, third = (peopled.log_in("viewer", PASSWORD, "a", "d") for _ in range(3))
    visitor = peopled.of_session(first)
    assert visitor is not None
    peopled.log_out(visitor, "a")
    assert [peopled.of_session(one) is None for one in (first, second, third)] == [True, False, False]
    other = peopled.of_session(second)
    assert other is not None
    peopled.log_out(other, "a", everywhere=True)
    assert [peopled.of_session(one) is None for one in (first, second, third)] == [True, True, True]


def test_another_process_ends_it(peopled: Accounts) -> None:
    """What a command changes in the file counts at the next look."""
    secret = peopled.log_in("viewer", PASSWORD, "a", "d")
    assert peopled.of_session(secret) is not None
    other = Accounts(peopled.store.path, idle=peopled.idle, lasts=peopled.lasts)
    with other.store.writing() as connection:
        sessions.end(connection, "viewer")
    other.close()
    assert peopled.of_session(secret) is None


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong password"), ("nobody", PASSWORD), ("ADMIN", PASSWORD)])
def test_a_wrong_log_in(peopled: Accounts, name: str, password: str) -> None:
    """The sentence does not say which half was wrong; the audit log has the try."""
    with pytest.raises(AccountError, match=r"^The name or the password is wrong\.$"):
        peopled.log_in(name, password, "192.0.2.1", "d")
    last = _rows(peopled)[-1]
    assert (last["action"], last["who"], last["is_done"], last["address"]) == ("log-in", name, False, "192.0.2.1")


def test_tries_are_slowed(peopled: Accounts) -> None:
    """Wrong tries cost time, for that account and that address, and for nobody else."""
    for _ in range(FREE):
        with pytest.raises(AccountError):
            peopled.log_in("admin", "wrong password", "192.0.2.1", "d")
    for name, address in (("admin", "192.0.2.9"), ("viewer", "192.0.2.1")):
        with pytest.raises(AccountError, match="Too many tries"):
            peopled.log_in(name, PASSWORD, address, "d")
    assert peopled.log_in("viewer", PASSWORD, "192.0.2.9", "d")


def test_nobody_is_locked_out_for_good() -> None:
    """However many wrong tries there were, a right one counts after a minute; time forgets all."""
    clock = [0.0]
    tries = Tries(lambda: clock[0])
    for _ in range(1_000):
        tries.failed("ann", "192.0.2.1")
    assert tries.wait("ann", "192.0.2.2") == LONGEST_SECONDS
    clock[0] += LONGEST_SECONDS
    assert tries.wait("Ann", "192.0.2.1") == 0
    tries.worked("ann", "192.0.2.1")
    tries.failed("ann", "192.0.2.1")
    assert tries.wait("ann", "192.0.2.1") == 0


def test_tries_take_bounded_memory() -> None:
    """Whoever makes up names fills nothing up."""
    tries = Tries()
    for number in range(30_000):
        tries.failed(f"name {number}", f"address {number}")
    assert len(tries._wrong) <= 10_000


def test_a_token(peopled: Accounts) -> None:
    """It says what it is, is kept as a hash, and ends when it was said."""
    given = tokens.create(peopled.store, "prom", Role.VIEWER, timedelta(days=90), BY)
    assert given.startswith("lt_")
    assert given.encode() not in peopled.store.path.read_bytes()
    visitor = peopled.of_token(given)
    assert visitor is not None
    assert (visitor.name, visitor.role, peopled.is_alive(visitor)) == ("prom", Role.VIEWER, True)
    assert tokens.listed(peopled.store)[0].used_at is not None
    with peopled.store.writing() as connection:
        connection.execute(update(TOKENS).values(ends_at=now()))
    assert (peopled.of_token(given), peopled.is_alive(visitor)) == (None, False)


def test_a_revoked_token(peopled: Accounts) -> None:
    """It opens nothing from that moment."""
    given = tokens.create(peopled.store, "ci", Role.WRITER, None, BY)
    assert peopled.of_token(given) is not None
    tokens.revoke(peopled.store, "ci", BY)
    assert peopled.of_token(given) is None
    with pytest.raises(AccountError, match="no token"):
        tokens.revoke(peopled.store, "ci", BY)


def test_an_answer_is_remembered(peopled: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing changes, the file is not read for each request."""
    secret = peopled.log_in("viewer", PASSWORD, "a", "d")
    peopled.of_session(secret)
    peopled.of_session(secret)
    monkeypatch.setattr(sessions, "find", None)
    assert peopled.of_session(secret) is not None


def _changed(connection: Connection) -> None:
    connection.execute(update(AUDIT).where(AUDIT.c.id == 3).values(who="somebody else"))


def _taken_out(connection: Connection) -> None:
    connection.execute(delete(AUDIT).where(AUDIT.c.id == 3))


def _renumbered(connection: Connection) -> None:
    _taken_out(connection)
    for number in range(4, 7):
        connection.execute(update(AUDIT).where(AUDIT.c.id == number).values(id=number - 1))


def _put_in(connection: Connection) -> None:
    row = {"id": 0, "at": now(), "is_done": True, "detail": "{}", "previous": "", "hash": "x"}
    connection.execute(insert(AUDIT).values(**row, **dict.fromkeys(("who", "way", "address", "action", "target"), "")))


@pytest.mark.parametrize("change", [_changed, _taken_out, _renumbered, _put_in])
def test_a_gap_in_the_audit_log_is_found(accounts: Accounts, change: Callable[[Connection], None]) -> None:
    """A row that is changed, put in, or taken out."""
    for number in range(6):
        accounts.note(Entry("try", "ann", target=str(number)))
    assert audit.first_gap(accounts.store) is None
    with accounts.store.writing() as connection:
        change(connection)
    assert audit.first_gap(accounts.store) is not None


def test_old_rows_go(accounts: Accounts) -> None:
    """After 400 days; what is left still holds together."""
    with accounts.store.writing() as connection:
        for days in (500, 401, 399, 0):
            audit.add(connection, Entry("try"), now() - timedelta(days=days))
    accounts.tidy()
    assert (len(_rows(accounts)), audit.first_gap(accounts.store)) == (2, None)


def test_what_the_audit_log_holds(peopled: Accounts) -> None:
    """Every change of accounts with what it was, and no secret."""
    tokens.create(peopled.store, "prom", Role.VIEWER, None, BY)
    rows = _rows(peopled)
    assert [(row["who"], row["action"], row["target"]) for row in rows] == [
        ("root", "account added", "viewer"),
        ("root", "account added", "responder"),
        ("root", "account added", "admin"),
        ("root", "token created", "prom"),
    ]
    assert json.loads(rows[-1]["detail"]) == {"ends_at": None, "role": "viewer"}


def test_long_texts_are_cut(accounts: Accounts) -> None:
    """A name of a megabyte does not fill the log."""
    accounts.note(Entry("log-in", "x" * 1_000_000, target="\0\ud800", detail={"why": "y" * 1_000_000}))
    row = _rows(accounts)[0]
    assert (len(row["who"]), len(row["detail"]), audit.first_gap(accounts.store)) == (4_000, 4_000, None)
