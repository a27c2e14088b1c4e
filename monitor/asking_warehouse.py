"""How a probe asks the warehouse: a statement of `sql/statements`, stopped at the probe's time limit."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import duckdb

from monitor.outcome import CannotAskError, ProbeError
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.outcome import Context


def rows(context: Context, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """All rows of the query, by column.

    Raises `CannotAskError` where no warehouse is open here, `ProbeError` where it failed or took too long.
    """
    if context.warehouse is None:
        sentence = "The warehouse is not open here: ask the server that has it."
        raise CannotAskError(sentence)
    with context.warehouse.reader() as cursor:
        timer = threading.Timer(context.limit.remaining, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            cursor.execute(catalog.statement(query).body, dict(parameters or {}))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.InterruptException as error:
            raise TimeoutError from error
        except duckdb.Error as error:
            sentence = f"The warehouse does not answer: {str(error).splitlines()[0]}"
            raise ProbeError(sentence) from error
        finally:
            timer.cancel()
