"""The audit log: who did what, when, from where. Rows are only added, and each holds the hash of the one before.

So a row that is changed, put in or taken out is found, and rows of which the oldest were removed by age still hold
together. Secrets are masked in it as they are in logs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from dashboard.accounts.clock import now
from dashboard.accounts.tables import AUDIT
from ingest.records.redaction.masking import Secrets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from dashboard.accounts.store import AccountStore

KEPT_DAYS = 400
_LONGEST = 4_000
_LOOK = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did, or tried to do (`is_done`)."""

    action: str
    who: str = ""
    way: str = ""
    address: str = ""
    target: str = ""
    is_done: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)


def add(connection: Connection, entry: Entry, at: datetime | None = None) -> None:
    """Put one entry at the end, in the transaction of what it tells."""
    last = connection.execute(select(AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).scalar()
    values = {name: _kept(value) if isinstance(value, str) else value for name, value in asdict(entry).items()}
    row = {
        **values,
        "at": at or now(),
        "detail": _kept(json.dumps(values["detail"], ensure_ascii=False, sort_keys=True, default=str)),
        "previous": last or "",
    }
    connection.execute(insert(AUDIT).values(**row, hash=_hash(row)))


def _kept(text: str) -> str:
    """A text as it is stored: of limited length, without secrets (as in logs) and without halves of letters."""
    return _secrets().text(text[:_LONGEST].encode("utf-8", "replace").decode())[0]


@cache
def _secrets() -> Secrets:
    return Secrets()


def remove_old(connection: Connection) -> int:
    """Remove what is older than it is kept; how many rows were."""
    return connection.execute(delete(AUDIT).where(AUDIT.c.at < now() - timedelta(days=KEPT_DAYS))).rowcount


def first_gap(store: AccountStore) -> int | None:
    """The first row that does not follow from the one before it, or was changed; None where all hold together."""
    before: RowMapping | None = None
    with store.reading() as connection:
        rows = connection.execution_options(yield_per=_LOOK).execute(select(AUDIT).order_by(AUDIT.c.id))
        for row in rows.mappings():
            follows = before is None or (row["previous"] == before["hash"] and row["id"] == before["id"] + 1)
            if not follows or row["hash"] != _hash(dict(row)):
                return int(row["id"])
            before = row
    return None


def _hash(row: Mapping[str, Any]) -> str:
    told = [str(row[name]) for name in ("at", "who", "way", "address", "action", "target", "is_done", "detail")]
    return sha256(json.dumps([row["previous"], *told], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
