"""A store in a temporary folder, and the accounts of a server on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from dashboard.accounts import people
from dashboard.accounts.accounts import Accounts
from dashboard.accounts.audit import Entry
from dashboard.accounts.proof import passwords
from dashboard.accounts.role import OF_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BY = Entry("", "root", "command")
PASSWORD = "correct horse battery"  # noqa: S105 (of nobody)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little: what they are worth is tested apart."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    """Accounts without anybody."""
    found = Accounts(tmp_path / "w.duckdb.accounts", idle=timedelta(hours=1), lasts=timedelta(days=1))
    yield found
    found.close()


@pytest.fixture
def peopled(accounts: Accounts) -> Accounts:
    """One account of each role, named as its role."""
    for role in OF_ACCOUNTS:
        people.add(accounts.store, role, role, PASSWORD, BY)
    return accounts
