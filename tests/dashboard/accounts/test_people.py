"""Accounts and passwords: what is taken, what is refused, what ends sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher, profiles
from argon2.low_level import Type

from dashboard.accounts import people
from dashboard.accounts.errors import AccountError
from dashboard.accounts.proof import passwords
from dashboard.accounts.role import OF_ACCOUNTS, Role
from tests.dashboard.accounts.conftest import BY, PASSWORD

if TYPE_CHECKING:
    from dashboard.accounts.accounts import Accounts


def test_passwords_are_argon2id() -> None:
    """RFC 9106's second recommended option: 64 MiB, three passes."""
    assert (profiles.RFC_9106_LOW_MEMORY.type, PasswordHasher().memory_cost) == (Type.ID, 65_536)
    assert PasswordHasher().hash("x").startswith("$argon2id$v=19$m=65536,t=3,")


@pytest.mark.parametrize("name", ["ann", "A.b-c_d@example.org", "x", "a" * 64, "a+b@c"])
def test_names(accounts: Accounts, name: str) -> None:
    """Names as people and mail addresses have them."""
    people.add(accounts.store, name, Role.VIEWER, PASSWORD, BY)
    assert people.proven(accounts.store, name, PASSWORD) is Role.VIEWER


@pytest.mark.parametrize("name", ["", " ann", "a b", "a/b", "a" * 65, "ä", ".ann", "ann\n", "<b>", "a\0"])
def test_no_names(accounts: Accounts, name: str) -> None:
    """What would be mistaken in a list, a header or a path is none."""
    with pytest.raises(AccountError, match="is no name"):
        people.add(accounts.store, name, Role.VIEWER, PASSWORD, BY)


@pytest.mark.parametrize("password", ["", "short", "ann" * 4, "a" * 30, "x" * 1025, "annanna12"])
def test_weak_passwords(accounts: Accounts, password: str) -> None:
    """Too short, too long, the name again, one letter."""
    with pytest.raises(AccountError, match="password"):
        people.add(accounts.store, "ann", Role.VIEWER, password, BY)
    assert people.is_empty(accounts.store)


@pytest.mark.parametrize("password", ["correct horse battery", "пароль-из-слов", "  spaces around  ", 'quote"\\\0x12'])
def test_passwords(accounts: Accounts, password: str) -> None:
    """Any text is a password, as it is."""
    people.add(accounts.store, "ann", Role.VIEWER, password, BY)
    assert people.proven(accounts.store, "ann", password) is Role.VIEWER
    assert people.proven(accounts.store, "ann", password.strip() + "x") is None


def test_twice(peopled: Accounts) -> None:
    """One account for a name, whatever its capitals."""
    with pytest.raises(AccountError, match="already"):
        people.add(peopled.store, "Admin", Role.VIEWER, PASSWORD, BY)


def test_a_writer_is_no_account(accounts: Accounts) -> None:
    """It is a token's role."""
    with pytest.raises(AccountError, match="for tokens"):
        people.add(accounts.store, "shipper", Role.WRITER, PASSWORD, BY)


def test_the_last_admin_stays(peopled: Accounts) -> None:
    """Neither removed nor made less while others are there; as the last account of all it goes."""
    with pytest.raises(AccountError, match="last admin"):
        people.remove(peopled.store, "admin", BY)
    with pytest.raises(AccountError, match="last admin"):
        people.set_role(peopled.store, "admin", Role.VIEWER, BY)
    for name in OF_ACCOUNTS:
        people.remove(peopled.store, name, BY)
    assert peopled.is_open()


@pytest.mark.parametrize("change", ["password", "role", "remove"])
def test_a_change_ends_sessions(peopled: Accounts, change: str) -> None:
    """Whoever is logged in with the old ones is out at once, others are not."""
    hers, others = (peopled.log_in(name, PASSWORD, "a", "d") for name in ("viewer", "responder"))
    visitor = peopled.of_session(hers)
    assert visitor is not None
    assert peopled.is_alive(visitor)
    match change:
        case "password":
            people.set_password(peopled.store, "viewer", "another good one", BY)
        case "role":
            people.set_role(peopled.store, "viewer", Role.RESPONDER, BY)
        case _:
            people.remove(peopled.store, "viewer", BY)
    assert (peopled.of_session(hers), peopled.is_alive(visitor)) == (None, False)
    assert peopled.of_session(others) is not None


def test_old_parameters_are_renewed(peopled: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log-in keeps the password with the parameters of today."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert people.proven(peopled.store, "admin", PASSWORD) is Role.ADMIN
    assert b"$m=16,t=2," in peopled.store.path.read_bytes()


@pytest.mark.parametrize(
    ("has", "needs", "may"),
    [
        (has, needs, may)
        for has, line in {
            Role.VIEWER: (True, False, False, False),
            Role.RESPONDER: (True, True, False, False),
            Role.ADMIN: (True, True, True, True),
            Role.WRITER: (False, False, False, True),
        }.items()
        for needs, may in zip((Role.VIEWER, Role.RESPONDER, Role.ADMIN, Role.WRITER), line, strict=True)
    ],
)
def test_roles(has: Role, needs: Role, *, may: bool) -> None:
    """Each may what those before it may; a writer only writes."""
    assert has.may(needs) is may
