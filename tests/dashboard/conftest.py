"""Warehouses for the pages: a shop of three days, an empty one, and one whose data is old."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.server import runtime
from ingest.settings import Settings
from sql.warehouse import MEMORY, Warehouse
from tests import warehouses
from tests.dashboard import shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FRESH = timedelta(minutes=5)


@pytest.fixture(scope="session")
def fresh_shop() -> Iterator[Callable[[], Warehouse]]:
    """Gives three days of the shop that end at most five minutes ago, however long the tests have been running."""
    with ExitStack() as opened:
        kept: dict[str, Warehouse] = {}
        ends = reads.utc_now() - 2 * _FRESH

        def shop_of_now() -> Warehouse:
            nonlocal ends
            now = reads.utc_now()
            if now - ends > _FRESH:
                opened.close()
                kept["shop"] = opened.enter_context(Warehouse.open(MEMORY))
                shop.fill(kept["shop"], end_ts=now, requests_per_day=3_000)
                ends = now
            return kept["shop"]

        yield shop_of_now


@pytest.fixture
def shop_warehouse(fresh_shop: Callable[[], Warehouse]) -> Warehouse:
    """Three days of the shop up to now; tests only read it."""
    return fresh_shop()


@pytest.fixture
def shop_runtime(shop_warehouse: Warehouse) -> Iterator[Warehouse]:
    """The shop's warehouse as the one that pages show."""
    runtime.install(runtime.Runtime(Settings(), shop_warehouse))
    yield shop_warehouse
    runtime.install(None)


@pytest.fixture
def empty_runtime() -> Iterator[Warehouse]:
    """An empty warehouse as the one that pages show."""
    with warehouses.in_memory() as warehouse:
        runtime.install(runtime.Runtime(Settings(), warehouse))
        yield warehouse
        runtime.install(None)
