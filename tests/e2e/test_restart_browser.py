"""A page in a browser while its server crashes: it comes back on its own."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.dashboard.support import serving, wait_for
from tests.e2e.conftest import go_to, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


def test_a_page_comes_back_after_a_crash(tmp_path: Path, visit: Callable[..., Page]) -> None:
    """Without a click the page is connected and drawn again, and another page can be gone to."""
    record = {"timestamp": datetime.now(UTC).isoformat(), "level": "INFO", "message": "now", "service": "shop"}
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "app.log").write_text(json.dumps(record) + "\n", encoding="utf-8")
    with serving(tmp_path) as found:
        wait_for(lambda: found.get("/api/v1/status").json["ingest"]["rows"] == 1, "the log to be read")
        page = visit(found.url)
        app = page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        found.child().send_signal(signal.SIGSEGV)
        expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        settled(page)
        go_to(page, "Logs")
