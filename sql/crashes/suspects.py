"""Statements that ran when the server was ended: refused, or let run alone until they have ended once.

One that ran alone is refused from then on. Where several ran, most of them are harmless: each may run again, but with
no other beside it. The first time that it ends by itself it is free again; if the server is ended then, it ran alone.
So a harmless statement is never refused, and another ends the server twice at most.

`<warehouse>.refused.json` holds them, for people to read and to change: an entry that is taken out, or the whole file,
is forgotten at once, also while a server runs.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sql.crashes.in_flight import Flight, InFlight, flight, left_in
from sql.crashes.statement_id import statement_id
from sql.errors import QueryError

if TYPE_CHECKING:
    from pathlib import Path

MOST = 200
"""The oldest of more are forgotten."""
_MOST_KEPT = 8
_UNKNOWN = "an unknown cause"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A statement that ran when the server was ended; `is_refused` where it alone did."""

    statement_id: str
    statement: str
    ended_by: str
    at: str
    is_refused: bool


@dataclass(slots=True)
class Admission:
    """A statement that may run, `is_alone` if only with no other beside it."""

    flight: Flight
    is_alone: bool
    slot: int | None = None


class Suspects:
    """The suspects of one warehouse, and what of its statements runs now."""

    def __init__(self, warehouse: Path) -> None:
        self._path = warehouse.with_name(f"{warehouse.name}.refused.json")
        self._running = warehouse.with_name(f"{warehouse.name}.running")
        self._lock = threading.Lock()
        self._read_at = -1
        self._suspects: dict[str, Suspect] = {}
        self._kept = 0
        self._left = left_in(self._running)
        self._in_flight: InFlight | None = None
        with suppress(OSError):
            self._in_flight = InFlight(self._running)

    def accuse(self, ended_by: str) -> list[str]:
        """Make suspects of what ran when the last server was ended, by a signal or by what is not known (empty).

        A sentence on each.
        """
        left, self._left = list(dict.fromkeys(self._left)), []
        at = datetime.now(UTC).isoformat(timespec="seconds")
        is_certain = len(left) == 1 and bool(ended_by)
        made = [Suspect(one.statement_id, one.text, ended_by or _UNKNOWN, at, is_certain) for one in left]
        with self._lock:
            self._read()
            for one in made:
                before = self._suspects.pop(one.statement_id, None)
                refused = one.is_refused or (before is not None and before.is_refused)
                self._suspects[one.statement_id] = replace(one, is_refused=refused)
            if made:
                self._write()
        return [self._told(one, len(left) - 1) for one in made]

    def _told(self, suspect: Suspect, others: int) -> str:
        ran = f"This statement ran when the server was ended by {suspect.ended_by}"
        beside = f", with {others} others" if others > 1 else ", with another" if others else ""
        then = "is refused from now on" if suspect.is_refused else "may run only by itself until it has ended once"
        return f"{ran}{beside}, and {then} ({self._path.name}): {suspect.statement}"

    def admit(self, text: str) -> Admission:
        """Whether a statement may run; `enter` comes next.

        Raises `QueryError` where it is refused.
        """
        statement = flight(statement_id(text), text)
        with self._lock:
            self._read()
            suspect = self._suspects.get(statement.statement_id)
        if suspect is not None and suspect.is_refused:
            sentence = (
                f"The statement is refused, because the server was ended by {suspect.ended_by} while it ran "
                f"({suspect.at}): write it another way, or take it out of {self._path.name} beside the warehouse."
            )
            raise QueryError(sentence)
        return Admission(statement, suspect is not None)

    def enter(self, admission: Admission) -> None:
        """It runs from now on."""
        if self._in_flight is not None:
            admission.slot = self._in_flight.enter(admission.flight)

    def leave(self, admission: Admission) -> None:
        """It has ended."""
        if self._in_flight is not None and admission.slot is not None:
            self._in_flight.leave(admission.slot)

    def acquit(self, admission: Admission) -> None:
        """It ended by itself: it is no suspect any more."""
        if admission.is_alone:
            with self._lock:
                self._read()
                if self._suspects.pop(admission.flight.statement_id, None) is not None:
                    self._write()

    def keep(self, admission: Admission) -> None:
        """It met an internal error of DuckDB: the next server is told of it, should this one be lost by that."""
        if self._kept < _MOST_KEPT:
            self._kept += 1
            admission.slot = None

    def close(self, *, is_lost: bool = False) -> None:
        """The process ends by itself; `is_lost` if DuckDB gave the database up."""
        if self._in_flight is not None:
            self._in_flight.close(keep=is_lost)

    def _read(self) -> None:
        """Look at the file again where it has changed."""
        try:
            changed_at = self._path.stat().st_mtime_ns
        except OSError:
            if self._read_at >= 0:  # else it could not be written, and what is known holds on
                self._suspects, self._read_at = {}, -1
            return
        if changed_at == self._read_at:
            return
        self._read_at = changed_at
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            self._suspects = {entry["statement_id"]: Suspect(**entry) for entry in entries}
        except (OSError, ValueError, KeyError, TypeError):
            self._suspects = {}  # not what we wrote: it counts again when it is whole

    def _write(self) -> None:
        for oldest in list(self._suspects)[:-MOST]:
            del self._suspects[oldest]
        entries = [asdict(one) for one in self._suspects.values()]
        half = self._path.with_name(f"{self._path.name}.new")
        try:
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(entries, file, indent=1, ensure_ascii=False)
                file.write("\n")
            half.replace(self._path)
            self._read_at = self._path.stat().st_mtime_ns
        except OSError:
            return  # what is not on the disk holds for as long as this server runs
