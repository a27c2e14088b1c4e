"""Saves, changes and deletes the queries that people keep on the SQL page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.errors import SavedQueryError
from sql import catalog

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1_000
LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query: `text` with its parameters as they are written, `chart` as the page's own JSON."""

    name: str
    text: str
    description: str = ""
    chart: str | None = None


def save(warehouse: Warehouse, query: SavedQuery, query_id: str | None = None) -> str:
    """Save a query, replacing `query_id` if one is given; returns its id.

    Raises `SavedQueryError` where it has no name or text, or one that is too long.
    """
    kept = SavedQuery(query.name.strip(), query.text.strip(), query.description.strip(), query.chart)
    _check(kept)
    query_id = query_id or secrets.token_urlsafe(9)
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("delete_query").body, {"query_id": query_id})
        cursor.execute(
            catalog.statement("save_query").body,
            {
                "query_id": query_id,
                "name": kept.name,
                "description": kept.description,
                "text": kept.text,
                "chart": kept.chart,
                "saved_at": datetime.now(UTC).replace(tzinfo=None),
            },
        )
    return query_id


def delete(warehouse: Warehouse, query_id: str) -> None:
    """Delete a saved query; it is not an error if it is already gone."""
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("delete_query").body, {"query_id": query_id})


def _check(query: SavedQuery) -> None:
    if not query.name:
        sentence = "A saved query needs a name."
        raise SavedQueryError(sentence)
    if not query.text:
        sentence = "There is no statement to save: write one first."
        raise SavedQueryError(sentence)
    for what, value, most in (
        ("name", query.name, LONGEST_NAME),
        ("description", query.description, LONGEST_DESCRIPTION),
        ("statement", query.text, LONGEST_TEXT),
    ):
        if len(value) > most:
            sentence = f"The {what} has {len(value):,} characters: at most {most:,} are kept."
            raise SavedQueryError(sentence)
