"""The view `business_rows`: business events that the setting `[business] sql` gives, a SELECT over this warehouse."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import duckdb

from ingest.errors import SettingsError
from sql import catalog, statement_check
from sql.errors import QueryError
from sql.statement_check import query_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.settings import Settings
    from sql.warehouse import Warehouse

COLUMNS: Mapping[str, str] = {
    "ts": "timestamp",
    "event": "varchar",
    "outcome": "varchar",
    "channel": "varchar",
    "account": "varchar",
    "reason": "varchar",
    "service": "varchar",
    "trace_id": "varchar",
    "used": "double",
    "quota": "double",
    "n": "double",
}
"""What the statement may give, and as which type it is read; `n` is how many events a row stands for."""
_REQUIRED = ("ts", "event")


def define(warehouse: Warehouse, settings: Settings) -> None:
    """Make the view as the settings say. Raises `SettingsError` where the statement is wrong."""
    text = settings.business.sql if settings.business else None
    with warehouse.transaction() as cursor:
        if text is None:
            cursor.execute(catalog.objects("views")["business_rows"].text)
            return
        try:
            statement_check.screen(cursor, text)
            found = [row[0] for row in cursor.execute(f"describe {text.strip().rstrip(';')}").fetchall()]
            _check(found)
            cursor.execute(_view(text, found))
        except (QueryError, duckdb.Error) as error:
            told = error if isinstance(error, QueryError) else query_error(error)
            sentence = f"The setting business.sql cannot be used: {told}"
            raise SettingsError(sentence) from error


def _check(found: Sequence[str]) -> None:
    missing = next((name for name in _REQUIRED if name not in found), None)
    if missing is not None:
        sentence = f"The setting business.sql gives no column {missing}: name one so, with `as {missing}`."
        raise SettingsError(sentence)
    unknown = next((name for name in found if name not in COLUMNS), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown.lower(), COLUMNS, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}."
        sentence = f"The setting business.sql gives the column {unknown!r}, which business events do not have: {remedy}"
        raise SettingsError(sentence)


def _view(text: str, found: Sequence[str]) -> str:
    values = [_value(name, kind, found) for name, kind in COLUMNS.items()]
    own = text.strip().rstrip(";")
    return f"create or replace view business_rows as\nselect {', '.join(values)}\nfrom (\n{own}\n) as own"


def _value(name: str, kind: str, found: Sequence[str]) -> str:
    if name in found:
        return f"own.{name}::{kind} as {name}"
    return "1::double as n" if name == "n" else f"null::{kind} as {name}"
