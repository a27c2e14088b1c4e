"""Every tile of Errors: the list, and the page of the group that occurs most."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import errors
from tests.bench.measure import TILES, Measure, asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.reads import Question, Window
    from sql.warehouse import Warehouse
    from tests.bench.measure import Span


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/errors.py, and those of one group's page."""
    for name, read in _LISTS.items():
        yield from asking(TILES, f"errors: {name}", span.filtered(), read)
    everything = span.windows()["all"]
    for name, ask in _OF_A_GROUP.items():
        for case, window in span.filtered().items():
            yield Measure(
                TILES,
                f"one error: {name}",
                case,
                partial(_run, partial(ask, window), everything),
            )
    for name, whole in _OF_ALL_TIME.items():
        yield Measure(
            TILES,
            f"one error: {name}",
            "",
            partial(_run, whole, everything),
        )


def _run(ask: Callable[[str], Question], everything: Window, warehouse: Warehouse) -> object:
    return reads.run(warehouse, ask(_top(warehouse, everything)))


@cache
def _top(warehouse: Warehouse, window: Window) -> str:
    """The group that occurs most; asked once."""
    return str(reads.run(warehouse, errors.groups(window, "all", limit=1))["error_id"].item())


_LISTS: dict[str, Callable[[Window], Question]] = {
    "groups": errors.groups,
    "groups with a text": lambda window: errors.groups(window, "all", "timeout"),
    "totals": errors.totals,
    "totals_series": errors.totals_series,
    "trend by group": lambda window: errors.trend(window, "open", "group", 7),
    "trend by service": lambda window: errors.trend(window, "open", "service", 7),
}
_OF_A_GROUP: dict[str, Callable[[Window, str], Question]] = {
    "trend": errors.group_trend,
    "affected": errors.affected,
    "samples": errors.samples,
    "rows": errors.rows,
}
_OF_ALL_TIME: dict[str, Callable[[str], Question]] = {
    "group": errors.group,
    "stack": errors.stack,
    "parts": errors.parts,
    "history": errors.history,
}
