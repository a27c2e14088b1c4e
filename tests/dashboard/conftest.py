"""Warehouses for the pages: a shop of three days, an empty one, and one whose data is old."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import reads, runtime
from ingest.settings import Settings
from sql.warehouse import MEMORY, Warehouse
from tests.dashboard import shop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shop_warehouse() -> Iterator[Warehouse]:
    """Three days of the shop up to now; tests only read it."""
    with Warehouse.open(MEMORY) as warehouse:
        shop.fill(warehouse, end_ts=reads.utc_now(), requests_per_day=3_000)
        yield warehouse


@pytest.fixture
def shop_runtime(shop_warehouse: Warehouse) -> Iterator[Warehouse]:
    """The shop's warehouse as the one that pages show."""
    runtime.install(runtime.Runtime(Settings(), shop_warehouse))
    yield shop_warehouse
    runtime.install(None)


@pytest.fixture
def empty_runtime() -> Iterator[Warehouse]:
    """An empty warehouse as the one that pages show."""
    with Warehouse.open(MEMORY) as warehouse:
        runtime.install(runtime.Runtime(Settings(), warehouse))
        yield warehouse
        runtime.install(None)
