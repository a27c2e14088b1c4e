"""The accounts of one server: who a session or a token stands for, answered from memory until something changes."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar, cast

from dashboard.accounts import audit, people, sessions, tokens
from dashboard.accounts.audit import Entry
from dashboard.accounts.errors import AccountError
from dashboard.accounts.proof.tries import Tries
from dashboard.accounts.store import AccountStore
from dashboard.accounts.visitor import Visitor, Way

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path

    from dashboard.accounts.sessions import Session
    from dashboard.accounts.tokens import Token

Found = TypeVar("Found")
_MOST = 5_000
"""Answers that are kept, also of secrets that open nothing."""
_USED_SECONDS = 60.0
"""How often a use is written down."""
_UNKNOWN = "The name or the password is wrong."


class Accounts:
    """The store of one server, with what was read of it since its last change."""

    def __init__(self, path: Path, *, idle: timedelta, lasts: timedelta) -> None:
        self.store = AccountStore(path)
        self.idle, self.lasts = idle, lasts
        self.tries = Tries()
        self._lock = threading.Lock()
        self._version: int | None = None
        self._known: dict[object, object] = {}
        self._used: dict[str, float] = {}

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    @property
    def cookie(self) -> str:
        """The name of its cookie: browsers send the cookies of all ports of a machine, so each store has its own."""
        return f"longtail_{self.store.id}"

    def is_open(self) -> bool:
        """Whether there is no account yet, so that whoever reaches the server is let in."""
        return self._read("accounts", lambda: people.is_empty(self.store))

    def of_session(self, given: str) -> Visitor | None:
        """Who a session's secret stands for; None where it opens nothing, or no longer."""
        found: Session | None = self._read(("session", given), lambda: sessions.find(self.store, given))
        if found is None or found.is_over(self.idle):
            return None
        self._use(f"session {found.id}", lambda: sessions.use(self.store, found.id))
        return Visitor(found.account, found.role, Way.SESSION, found.id)

    def of_token(self, given: str) -> Visitor | None:
        """Who a token stands for."""
        found: Token | None = self._read(("token", given), lambda: tokens.find(self.store, given))
        if found is None or found.is_over:
            return None
        self._use(f"token {found.name}", lambda: tokens.use(self.store, found.name))
        return Visitor(found.name, found.role, Way.TOKEN, found.name)

    def log_in(self, name: str, password: str, address: str, device: str) -> str:
        """Begin a session; gives its secret. Raises `AccountError`, which does not say which half was wrong."""
        wait = self.tries.wait(name, address)
        if wait > 0:
            self.note(Entry("log-in", name, Way.SESSION, address, is_done=False, detail={"why": "too many tries"}))
            sentence = (
                f"Too many tries: try again in {wait:.0f} s." if wait >= 1 else "Too many tries: try again in 1 s."
            )
            raise AccountError(sentence)
        role = people.proven(self.store, name, password)
        if role is None:
            self.tries.failed(name, address)
            self.note(Entry("log-in", name, Way.SESSION, address, is_done=False))
            raise AccountError(_UNKNOWN)
        self.tries.worked(name, address)
        with self.store.writing() as connection:
            given = sessions.begin(connection, name, self.lasts, address, device)
            audit.add(connection, Entry("log-in", name, Way.SESSION, address))
        return given

    def log_out(self, visitor: Visitor, address: str, *, everywhere: bool = False) -> None:
        """End the visitor's session, or all of that account."""
        with self.store.writing() as connection:
            ended = sessions.end(connection, visitor.name, None if everywhere else visitor.key)
            detail = {"sessions": ended}
            audit.add(connection, Entry("log-out", visitor.name, visitor.way, address, detail=detail))

    def end_session(self, visitor: Visitor, session_id: str, address: str) -> None:
        """End another session of the visitor's account."""
        with self.store.writing() as connection:
            if sessions.end(connection, visitor.name, session_id):
                audit.add(connection, Entry("session ended", visitor.name, visitor.way, address, session_id))

    def note(self, entry: Entry) -> None:
        """Put an entry into the audit log."""
        with self.store.writing() as connection:
            audit.add(connection, entry)

    def is_alive(self, visitor: Visitor) -> bool:
        """Whether who was let in may still be here: its session or token stands, with the same role."""
        if visitor.way is Way.NONE:
            return self.is_open()
        key = ("alive", visitor.way, visitor.key)
        if visitor.way is Way.TOKEN:
            token: Token | None = self._read(
                key, lambda: next((one for one in tokens.listed(self.store) if one.name == visitor.key), None)
            )
            return token is not None and not token.is_over and token.role is visitor.role
        session: Session | None = self._read(
            key, lambda: next((one for one in sessions.listed(self.store) if one.id == visitor.key), None)
        )
        return session is not None and not session.is_over(self.idle) and session.role is visitor.role

    def use(self, visitor: Visitor) -> None:
        """Remember that somebody works in this session: what a page asks by itself does not count."""
        if visitor.way is Way.SESSION:
            self._use(f"session {visitor.key}", lambda: sessions.use(self.store, visitor.key))

    def tidy(self) -> None:
        """Remove rows of the audit log that are older than they are kept."""
        with self.store.writing() as connection:
            audit.remove_old(connection)

    def _read(self, key: object, ask: Callable[[], Found]) -> Found:
        """What `ask` gives, from memory where nothing has changed since."""
        version = self.store.version()
        with self._lock:
            if version != self._version or len(self._known) > _MOST:
                self._known.clear()
                self._version = version
            if key in self._known:
                return cast("Found", self._known[key])  # each key has one kind of answer
        found = ask()
        with self._lock:
            if version == self._version:
                self._known[key] = found
        return found

    def _use(self, key: str, remember: Callable[[], None]) -> None:
        at = time.monotonic()
        with self._lock:
            if at - self._used.get(key, float("-inf")) < _USED_SECONDS:
                return
            if len(self._used) > _MOST:
                self._used.clear()
            self._used[key] = at
        remember()
