"""One server for all attacks: it has to be there after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.support import make_logs, serving, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.dashboard.support import Server


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has read a small log."""
    folder = tmp_path_factory.mktemp("attacked")
    make_logs(folder / "logs")
    with serving(folder) as found:
        wait_for(lambda: found.get("/api/v1/status").json["ingest"]["rows"] == 5, "the log to be read")
        yield found
