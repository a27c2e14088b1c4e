"""Every tile of Requests: all endpoints, and one of them in full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import requests
from dashboard.reads.requests import Endpoint, Wanted
from tests.bench.measure import TILES, Measure, asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.reads import Question, Window
    from sql.warehouse import Warehouse
    from tests.bench.measure import Span

_SLOW_MS = 500.0
_ENDPOINT = Endpoint("catalogue", "GET", "/api/products/{id}")


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/requests.py."""
    for compare in ("before", "week"):
        yield from asking(TILES, f"requests: endpoints, {compare}", span.filtered(), partial(_endpoints, span, compare))
    yield from asking(TILES, "requests: endpoint_trends", span.filtered(), requests.endpoint_trends)
    for name, endpoint in (("all", None), ("one endpoint", _ENDPOINT)):
        kinds: dict[str, Callable[[Window], Question]] = {
            "headline": partial(requests.headline, slow_ms=_SLOW_MS, endpoint=endpoint),
            "series": partial(requests.series, slow_ms=_SLOW_MS, endpoint=endpoint),
            "latency_map": partial(requests.latency_map, endpoint=endpoint),
            "statuses": partial(requests.statuses, endpoint=endpoint),
            "hosts": partial(requests.hosts, endpoint=endpoint),
        }
        for kind, read in kinds.items():
            yield from asking(TILES, f"requests: {kind}, {name}", span.filtered(), read)
        for wanted, words in (
            (Wanted("all", endpoint=endpoint), "slowest"),
            (Wanted("slow", newest=True, slow_ms=_SLOW_MS, endpoint=endpoint), "newest slow"),
            (Wanted("failed", newest=True, endpoint=endpoint), "newest failed"),
        ):
            for case, window in span.filtered().items():
                yield Measure(TILES, f"requests: {words}, {name}", case, partial(_listed, window, wanted))


def _endpoints(span: Span, compare: str, window: Window) -> Question:
    return requests.endpoints(window, requests.compared(window, compare), span.last, _SLOW_MS)


def _listed(window: Window, wanted: Wanted, warehouse: Warehouse) -> object:
    """Both steps: where such requests are, and which they are."""
    return reads.run(warehouse, requests.listed(window, wanted, lambda question: reads.run(warehouse, question)))
