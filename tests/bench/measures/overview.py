"""Every tile of Overview, and what the frame of every page asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import reads
from tests.bench.measure import TILES, Measure, asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.measure import Span


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/overview.py."""
    for read in (
        reads.headline,
        reads.headline_series,
        reads.open_errors,
        reads.open_errors_series,
        reads.records_by_level,
        reads.top_errors,
        reads.slowest_endpoints,
        reads.freshness,
    ):
        yield from asking(TILES, f"overview: {read.__name__}", span.filtered(), read)
    yield from asking(TILES, "header: filter_values", span.windows(), reads.filter_values)
    yield Measure(TILES, "header: data_range", "", lambda warehouse: reads.run(warehouse, reads.data_range()))
