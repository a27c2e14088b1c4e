"""How long reads of the warehouse take, by query, for `/metrics`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import Histogram

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

QUERY_SECONDS = Histogram(
    "longtail_query_duration_seconds",
    "How long reads of the warehouse took, by query.",
    ["query"],
    buckets=_BUCKETS,
    registry=None,
)
"""One for each process: pages and API time their reads here."""


@contextmanager
def timed(query: str) -> Iterator[None]:
    """Count the time that a query of this name takes."""
    started = time.perf_counter()
    try:
        yield
    finally:
        QUERY_SECONDS.labels(query).observe(time.perf_counter() - started)
