"""A page whose own query takes too long says so, and the server's log stays quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from dashboard.components.reading import untimed_streams
from dashboard.server import runtime
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql.errors import QueryTimeoutError
from tests import warehouses
from tests.dashboard.pages import complaints, open_page

if TYPE_CHECKING:
    import pytest

_SENTENCE = "The ledger in one line: no answer within 30 s; choose a shorter time range."


def test_a_query_that_takes_too_long(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The visitor reads the sentence; it is no failure of the page, so no traceback is written."""

    def ask(*_: object, **__: object) -> Never:
        raise QueryTimeoutError(_SENTENCE)

    with warehouses.in_memory() as warehouse:
        runtime.install(Runtime(Settings(), warehouse))
        try:
            monkeypatch.setattr(untimed_streams, "show", ask)
            found = complaints(open_page("ingest"))
        finally:
            runtime.install(None)
    ours = [record for record in caplog.records if record.name.startswith("dashboard")]
    assert (len(found), "no answer within 30 s" in "".join(found), ours) == (1, True, [])
