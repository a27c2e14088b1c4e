"""Keeps the newest statements of the SQL page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from datetime import datetime

    from sql.warehouse import Warehouse

KEPT = 500
"""How many statements are kept."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One statement that ran: when (UTC without a zone), how long, and its result or error."""

    ran_at: datetime
    text: str
    seconds: float
    rows: int = 0
    bytes: int = 0
    truncated: bool = False
    error: str | None = None


def record(warehouse: Warehouse, ran: Ran, *, kept: int = KEPT) -> None:
    """Note a statement; only the newest `kept` stay."""
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("record_query").body, asdict(ran))
        cursor.execute(catalog.statement("trim_query_history").body, {"kept": kept})
