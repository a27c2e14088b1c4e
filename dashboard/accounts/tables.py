"""The tables of the store, and what brings an older store up to date.

No secret stands in it: passwords are Argon2id hashes, sessions and tokens SHA-256 of what their owners hold. Times are
UTC without a zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

METADATA = MetaData()

FACTS = Table("facts", METADATA, Column("name", String, primary_key=True), Column("value", String, nullable=False))
"""What the store says of itself: `schema`, the number of migrations done, and `id`, which names its cookies."""

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("password", String, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", DateTime, nullable=False),
    Column("used_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("address", String, nullable=False),
    Column("device", String, nullable=False),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("name", String, primary_key=True),
    Column("hash", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("ends_at", DateTime),
    Column("used_at", DateTime),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("way", String, nullable=False),
    Column("address", String, nullable=False),
    Column("action", String, nullable=False),
    Column("target", String, nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
"""`detail` is JSON; `hash` covers the row and `previous`, the hash of the row before."""


def _first(connection: Connection) -> None:
    METADATA.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
"""One for each version of the schema, in order; one that was released is never changed."""
