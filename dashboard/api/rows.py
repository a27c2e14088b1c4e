"""Runs a query of sql/queries for a route."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import duckdb
from pydantic import AfterValidator

from dashboard.reads.moments import EARLIEST, LATEST, aware_utc
from dashboard.results.query_times import timed
from sql import catalog
from sql.errors import QueryError
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sql.warehouse import Warehouse


Moment = Annotated[datetime, AfterValidator(aware_utc)]
"""A time of the warehouse (UTC without a zone), written with its zone."""


def fetch(warehouse: Warehouse, name: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of sql/queries/<name>.sql, by column name.

    Raises `QueryError` where DuckDB could not run it.
    """
    with timed(name), warehouse.reader() as cursor:
        try:
            found = with_room(lambda: cursor.execute(catalog.query(name).body, dict(parameters or {})).fetchall())
            names = [column[0] for column in cursor.description]
            moments = {column[0] for column in cursor.description if str(column[1]) == "TIMESTAMP"}
            rows = [dict(zip(names, row, strict=True)) for row in found]
        except duckdb.Error as error:
            sentence = f"The query {name} failed: {str(error).splitlines()[0]}"
            raise QueryError(sentence) from error
    return [row | {name: _told(row[name]) for name in moments} for row in rows] if moments else rows


def _told(moment: Any) -> Any:
    """A moment, where DuckDB gives a text because Python has no such year: the first or the last that it has."""
    return (EARLIEST if "(BC)" in moment else LATEST) if isinstance(moment, str) else moment
