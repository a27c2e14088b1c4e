"""The file beside the warehouse that holds accounts, sessions, tokens and the audit log.

It is SQLite, readable by its owner only, and no statement of anybody's reaches it. The server and the commands have it
open at the same time; what one of them changes, the other sees at its next look.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from dashboard.accounts.errors import StoreError
from dashboard.accounts.tables import FACTS, MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

ENDING = ".accounts"
"""What its name adds to the warehouse's."""
_BUSY_SECONDS = 10
_WRITES = "writes"
_ID_BYTES = 4


def path_of(warehouse: Path) -> Path:
    """Where the accounts of a warehouse are."""
    return warehouse.with_name(warehouse.name + ENDING)


class AccountStore:
    """One store, open. Every method raises `StoreError` where the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
        except OSError as error:
            raise _trouble(path, error.strerror or str(error)) from error
        self._engine = create_engine(
            f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
        )
        event.listen(self._engine, "connect", _connected)
        event.listen(self._engine, "begin", _begun)
        self._lock = threading.Lock()
        try:
            self._migrate()
            self._looking = sqlite3.connect(path, check_same_thread=False, timeout=_BUSY_SECONDS)
        except (SQLAlchemyError, sqlite3.Error) as error:
            self._engine.dispose()
            raise _trouble(path, _said(error)) from error
        self.id = self._fact("id")

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock:
            self._looking.close()
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state."""
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together, or none of them; one at a time among all processes."""
        told, connected = self._told(), self._engine.connect()
        with told, connected.execution_options(**{_WRITES: True}) as connection, connection.begin():
            yield connection

    def version(self) -> int:
        """A number that differs after every change, whoever made it (SQLite's `data_version`)."""
        with self._told(), self._lock:
            found: int = self._looking.execute("pragma data_version").fetchone()[0]
            return found

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise _trouble(self.path, _said(error)) from error

    def _fact(self, name: str) -> str:
        with self.reading() as connection:
            found: str = connection.execute(select(FACTS.c.value).where(FACTS.c.name == name)).scalar_one()
            return found

    def _migrate(self) -> None:
        with self.writing() as connection:
            FACTS.create(connection, checkfirst=True)
            facts: dict[str, str] = {row.name: row.value for row in connection.execute(select(FACTS))}
            done = int(facts.get("schema", "0"))
            if done > len(MIGRATIONS):
                sentence = f"{self.path} was written by a newer Longtail: start that one."
                raise StoreError(sentence)
            for migration in MIGRATIONS[done:]:
                migration(connection)
            if "id" not in facts:
                _put(connection, facts, "id", secrets.token_hex(_ID_BYTES))
            if done < len(MIGRATIONS):
                _put(connection, facts, "schema", str(len(MIGRATIONS)))


def _put(connection: Connection, facts: dict[str, str], name: str, value: str) -> None:
    if name in facts:
        connection.execute(update(FACTS).where(FACTS.c.name == name).values(value=value))
    else:
        connection.execute(insert(FACTS).values(name=name, value=value))


def _connected(connection: Any, _record: object) -> None:
    """Let transactions begin where SQLAlchemy says, not where Python's driver thinks."""
    connection.isolation_level = None
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma secure_delete = on")


def _begun(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")


def _said(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)


def _trouble(path: Path, said: str) -> StoreError:
    return StoreError(f"The accounts in {path} cannot be used ({said}): check the file, its rights and the disk.")
