"""Streams that are stored twice: a proof across files.

The ledger of a file looks correct even if the file was read a second time under another identity. Therefore streams are
compared with each other. The ledger alone shows the same content (length, hashes of head and tail, CRC-32 of all
bytes), and the pairs of which one may contain the other. Their rows and invalid lines, at the same offsets, prove that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sql import catalog
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sql.warehouse import Warehouse

    Ask: TypeAlias = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
    """Runs a query with its parameters and gives the rows."""

DAYS = 7
"""At each start, files read in this many days are compared; `longtail check` compares all files."""

MOST_PAIRS = 1_000
"""The most pairs that are compared by their rows: some hundredths of a second each if files are long."""

_MOST_AT_START = 200
_EVER = datetime(1970, 1, 1)  # noqa: DTZ001 (UTC without a zone is the warehouse's rule)


@dataclass(frozen=True, slots=True)
class Doubled:
    """A stream whose lines are all stored in another stream too."""

    file_id: int
    path: str
    lines: int
    other_id: int
    other_path: str

    def __str__(self) -> str:
        """One sentence with the remedy."""
        return (
            f"{self.path} (file {self.file_id}) is stored twice: its {self.lines:,} lines also stand in "
            f"{self.other_path} (file {self.other_id}); `longtail files drop {self.file_id}` removes one copy."
        )


def find(ask: Ask, since: datetime | None = None, *, most: int = MOST_PAIRS) -> list[Doubled]:
    """The doubled streams, each once; pairs of which neither was read after `since` are left out.

    At most `most` pairs are compared, the newest: many files with the same long header are many pairs. Of three streams
    with the same content, two are named.
    """
    parameters = {"since": (since or _EVER).isoformat(), "limit": most}
    pairs = ask(catalog.query("doubled_candidates").body, parameters)
    proven = _proven(ask, [pair for pair in pairs if pair["is_longer"]])
    found: dict[int, Doubled] = {}
    for pair in pairs:
        if not pair["is_longer"] or (pair["file_id"], pair["other_id"]) in proven:
            names = ("file_id", "path", "lines", "other_id", "other_path")
            found.setdefault(pair["file_id"], Doubled(**{name: pair[name] for name in names}))
    return list(found.values())


def _proven(ask: Ask, pairs: list[dict[str, Any]]) -> set[tuple[int, int]]:
    """The pairs whose first stream is contained in the second, proven by their rows."""
    if not pairs:
        return set()
    columns = {"file_ids": "file_id", "other_ids": "other_id", "lengths": "bytes_read"}
    parameters = {name: [pair[column] for pair in pairs] for name, column in columns.items()}
    return {(row["file_id"], row["other_id"]) for row in ask(catalog.query("doubled_proof").body, parameters)}


def recent(warehouse: Warehouse) -> list[Doubled]:
    """The doubled streams of the last days, in a warehouse that is open here."""
    since = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=DAYS)
    return find(asker(warehouse), since, most=_MOST_AT_START)


def asker(warehouse: Warehouse) -> Ask:
    """Asks a warehouse that is open here."""

    def ask(query: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        with warehouse.reader() as cursor:
            cursor.execute(query, parameters)
            names = [column[0] for column in cursor.description or ()]
            return list(_rows(names, cursor.fetchall()))

    return lambda query, parameters: with_room(lambda: ask(query, parameters))


def _rows(names: list[str], rows: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(zip(names, row, strict=True))
