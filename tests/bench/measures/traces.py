"""Traces: all rows of one id, drawn at random from the warehouse, and the lists of the page."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import traces
from tests.bench.measure import ONE_TRACE, TILES, Measure, asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse
    from tests.bench.measure import Span

_CASES = 20
_DRAW = """
select trace_id, request_id, span_id
from logs
using sample reservoir(60 rows) repeatable (7)
"""


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/traces.py; the first run, which is not counted, draws the ids."""
    for kind, column in (("trace", 0), ("request", 1), ("span", 2)):
        drawn = _Drawn(column)
        for case in range(_CASES):
            yield Measure(ONE_TRACE, f"traces: all events of a {kind} id", str(case), partial(_events, drawn))
    for case in range(_CASES):
        yield Measure(ONE_TRACE, "traces: an id that nobody has", str(case), partial(_nothing, case))
    yield from asking(TILES, "traces: failures", span.filtered(), traces.failures)
    yield from asking(TILES, "traces: busiest", span.filtered(), traces.busiest)


class _Drawn:
    """Ids of rows all over a warehouse, one after the other."""

    def __init__(self, column: int) -> None:
        self._column = column
        self._ids: Iterator[str] | None = None

    def next(self, warehouse: Warehouse) -> str:
        """The next id; drawn where none is yet."""
        if self._ids is None:
            with warehouse.reader() as cursor:
                rows = cursor.execute(_DRAW).fetchall()
            self._ids = itertools.cycle([row[self._column] for row in rows if row[self._column]])
        return next(self._ids)


def _events(drawn: _Drawn, warehouse: Warehouse) -> int:
    found = traces.find_id(warehouse, drawn.next(warehouse))
    return 0 if found is None else reads.run(warehouse, traces.records(found)).height


def _nothing(case: int, warehouse: Warehouse) -> None:
    traces.find_id(warehouse, f"{case:04x}f00d{case:04x}f00d{case:04x}f00d{case:04x}f00d")
