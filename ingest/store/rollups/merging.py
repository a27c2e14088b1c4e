"""Tables of partial rows: appended with the records that they count, and merged when there are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from sql.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Merging:
    """The statements that merge a table.

    `partials` counts the rows that are not merged, `due` makes the temporary table of its name with hours that are
    worth merging, about `most_rows` rows of them, and how many `partials` each of them and all of them have; `steps`
    merge those.
    """

    partials: str
    due: str
    steps: tuple[str, ...]
    most_rows: int

    def run(self, warehouse: Warehouse, min_partials: int) -> int:
        """Merge if at least `min_partials` rows can be merged, a part in each transaction; returns their number."""
        with warehouse.reader() as cursor:
            row = cursor.execute(catalog.statement(self.partials).body).fetchone()
        if row is None or row[0] < min_partials:
            return 0
        merged = 0
        while part := self._part(warehouse, 1 if merged else min_partials):
            merged += part
        return merged

    def _part(self, warehouse: Warehouse, min_partials: int) -> int:
        with warehouse.transaction() as cursor:
            cursor.execute(catalog.statement(self.due).body, {"most_rows": self.most_rows})
            row = cursor.table(self.due).aggregate("sum(partials)::bigint, max(all_partials)::bigint").fetchone()
            part, due = row or (None, None)
            if not part or due < min_partials:
                return 0
            for name in self.steps:
                cursor.execute(catalog.statement(name).body)
            return int(part)
