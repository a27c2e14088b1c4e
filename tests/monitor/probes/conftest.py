"""Real services, started once when a test asks for them."""

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
def nginx() -> Iterator[Service]:
    """An nginx with pages of several sorts."""
    pages = """
        location = /json {
            default_type application/json;
            return 200 '{"status": {"db": "ok", "ready": true}, "n": [1, 2]}';
        }
        location = /down { return 503; }
        location = /moved { return 302 /json; }
        location = /away { return 302 http://127.0.0.2:$server_port/secret; }
        location = /round { return 302 /round; }
        location = /secret { if ($http_authorization) { return 500; } return 200 nobody; }
        location = /token { if ($http_authorization != "Bearer t0ken-of-tests") { return 401; } return 200 in; }
    """
    with services.running(services.nginx(pages)) as service:
        yield service
