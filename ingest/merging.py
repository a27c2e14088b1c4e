"""Tables of partial rows that are appended with what they tell of, and merged once many have piled up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from sql.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Merging:
    """The statements that merge a table.

    `partials` counts the rows that are not merged, `due` makes the temporary table of its name with the hours that are
    worth merging and how many `partials` each has, `steps` merge those.
    """

    partials: str
    due: str
    steps: tuple[str, ...]

    def run(self, warehouse: Warehouse, min_partials: int) -> int:
        """Merge where at least `min_partials` rows can be, in one transaction; says how many there were."""
        with warehouse.reader() as cursor:
            row = cursor.execute(catalog.statement(self.partials).body).fetchone()
        if row is None or row[0] < min_partials:
            return 0
        with warehouse.transaction() as cursor:
            cursor.execute(catalog.statement(self.due).body)
            row = cursor.table(self.due).sum("partials").fetchone()
            due = int(row[0] or 0) if row else 0
            if due < min_partials:
                return 0
            for name in self.steps:
                cursor.execute(catalog.statement(name).body)
        return due
