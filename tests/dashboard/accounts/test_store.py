"""The file of accounts: whose it is, how it is opened, and who sees what was changed when."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

from dashboard.accounts import audit, people, tables
from dashboard.accounts.errors import StoreError
from dashboard.accounts.role import Role
from dashboard.accounts.store import AccountStore
from tests.dashboard.accounts.conftest import BY, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.accounts.accounts import Accounts


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Whatever the umask, and also where the file was there before."""
    path = tmp_path / "accounts"
    path.touch(0o666)
    path.chmod(0o666)
    AccountStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_opened_again(tmp_path: Path) -> None:
    """It keeps its id and what was put in."""
    first = AccountStore(tmp_path / "accounts")
    people.add(first, "ann", Role.ADMIN, PASSWORD, BY)
    first.close()
    again = AccountStore(tmp_path / "accounts")
    assert (again.id, [one.name for one in people.listed(again)]) == (first.id, ["ann"])
    again.close()


def test_a_newer_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older Longtail does not write into it."""
    AccountStore(tmp_path / "accounts").close()
    monkeypatch.setattr("dashboard.accounts.store.MIGRATIONS", ())
    with pytest.raises(StoreError, match="written by a newer Longtail"):
        AccountStore(tmp_path / "accounts")


def test_an_older_one_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each migration that is new runs once."""
    AccountStore(tmp_path / "accounts").close()
    ran: list[object] = []
    monkeypatch.setattr("dashboard.accounts.store.MIGRATIONS", (*tables.MIGRATIONS, ran.append))
    for _ in range(2):
        AccountStore(tmp_path / "accounts").close()
    assert len(ran) == 1


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 100])
def test_what_is_no_store(tmp_path: Path, content: bytes) -> None:
    """One sentence, and the file stays as it is."""
    path = tmp_path / "accounts"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be used"):
        AccountStore(path)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(StoreError, match="cannot be used"):
        AccountStore(tmp_path / "nowhere" / "accounts")


def test_no_secret_stands_in_it(peopled: Accounts) -> None:
    """Neither a password nor a session's secret."""
    secret = peopled.log_in("admin", PASSWORD, "192.0.2.1", "curl")
    content = peopled.store.path.read_bytes()
    assert [text for text in (PASSWORD, secret) if text.encode() in content] == []


def _write(path: Path, count: int) -> None:
    store = AccountStore(path)
    for _ in range(count):
        with store.writing() as connection:
            audit.add(connection, BY)
    store.close()


def test_several_processes_write(tmp_path: Path) -> None:
    """The chain of the audit log holds where a server and commands add to it at once."""
    path = tmp_path / "accounts"
    store = AccountStore(path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, 30)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with sqlite3.connect(path) as connection:
        count = connection.execute("select count(*) from audit").fetchone()[0]
    assert (count, audit.first_gap(store)) == (90, None)
    store.close()
