"""Notes what ran on the SQL page, and keeps the newest of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from datetime import datetime

    from sql.warehouse import Warehouse

KEPT = 500
"""How many statements stay."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One statement that ran: when (UTC without a zone), how long, what it gave, or why it gave nothing."""

    ran_at: datetime
    text: str
    seconds: float
    rows: int = 0
    bytes: int = 0
    truncated: bool = False
    error: str | None = None


def record(warehouse: Warehouse, ran: Ran, *, kept: int = KEPT) -> None:
    """Note a statement; of older ones the newest `kept` stay."""
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("record_query").body, asdict(ran))
        cursor.execute(catalog.statement("trim_query_history").body, {"kept": kept})
