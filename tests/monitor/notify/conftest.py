"""A real Alertmanager, started when a test asks for it, and an empty warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import services, warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse
    from tests.services import Service


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.fixture(scope="session")
def alertmanager() -> Iterator[Service]:
    """Alertmanager, as Debian has it."""
    with services.running(services.alertmanager()) as service:
        yield service
