"""Every tile of Requests, for all endpoints and for one, and its lists of single requests."""

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
_ENDPOINT = Endpoint("storefront", "GET", "/products/{id}")
_LISTS = {
    "slowest": Wanted(slow_ms=_SLOW_MS),
    "newest failed": Wanted("failed", newest=True),
    "newest of an endpoint": Wanted("all", newest=True, endpoint=_ENDPOINT),
}


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/requests.py."""
    windows = span.filtered()
    kinds: dict[str, Callable[[Window], Question]] = {
        "endpoints": lambda window: requests.endpoints(window, window.before(), span.last, _SLOW_MS),
        "endpoint_trends": requests.endpoint_trends,
        "headline": partial(requests.headline, slow_ms=_SLOW_MS),
        "series": partial(requests.series, slow_ms=_SLOW_MS),
        "latency_map": requests.latency_map,
        "statuses": requests.statuses,
        "hosts": requests.hosts,
        "headline of an endpoint": partial(requests.headline, slow_ms=_SLOW_MS, endpoint=_ENDPOINT),
        "series of an endpoint": partial(requests.series, slow_ms=_SLOW_MS, endpoint=_ENDPOINT),
        "latency_map of an endpoint": partial(requests.latency_map, endpoint=_ENDPOINT),
        "statuses of an endpoint": partial(requests.statuses, endpoint=_ENDPOINT),
        "hosts of an endpoint": partial(requests.hosts, endpoint=_ENDPOINT),
    }
    for name, read in kinds.items():
        yield from asking(TILES, f"requests: {name}", windows, read)
    for name, wanted in _LISTS.items():
        for case, window in windows.items():
            yield Measure(TILES, f"requests: {name}", case, partial(_listed, window=window, wanted=wanted))


def _listed(warehouse: Warehouse, window: Window, wanted: Wanted) -> None:
    """Both steps: where they are, and the requests."""
    reads.run(warehouse, requests.listed(window, wanted, lambda question: reads.run(warehouse, question)))
