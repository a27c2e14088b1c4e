"""The page Business: its numbers are the query's, it says where it looked, and one event narrows it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.server import runtime
from ingest.business_settings import BusinessSettings
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse


def _values(app: AppTest) -> list[str]:
    html = "\n".join(element.proto.body for element in app.get("html"))
    return re.findall(r'class="lt-value"[^>]*>([^<]*)<', html)


@pytest.fixture
def events() -> Iterator[Warehouse]:
    """Five events of the last two hours, served with the default settings."""
    now = reads.utc_now()
    said: list[dict[str, Any]] = [
        {"event": "mail", "outcome": "sent", "account": "a1"},
        {"event": "mail", "outcome": "sent", "account": "a2", "used": 5, "quota": 10},
        {"event": "mail", "outcome": "failed", "account": "a2", "reason": "<b>full</b> [x](http://evil)"},
        {"event": "key_created", "account": "a3"},
        {"event": "template_created", "account": "a3"},
    ]
    rows = [
        record((now - timedelta(minutes=20 * line)).isoformat(), "business", attributes=json.dumps(one), line=line)
        for line, one in enumerate(said, 1)
    ]
    with warehouses.in_memory() as target:
        write(target, rows)
        runtime.install(runtime.Runtime(Settings(), target))
        yield target
        runtime.install(None)


@pytest.mark.usefixtures("events")
def test_numbers() -> None:
    """Total, succeeded, failed, success rate, active accounts."""
    app = open_page("business", {"range": ["6h"], "tz": ["utc"]})
    assert (complaints(app), _values(app)) == ([], ["5", "4", "1", "80 %", "3"])


@pytest.mark.usefixtures("events")
def test_one_event() -> None:
    """A link with an event shows that one only."""
    app = open_page("business", {"range": ["6h"], "tz": ["utc"], "event": ["mail"]})
    assert (complaints(app), _values(app)) == ([], ["3", "2", "1", "66.7 %", "2"])


def test_nothing_says_where_it_looked(events: Warehouse) -> None:
    """Without an event the page names the streams and the setting."""
    runtime.install(runtime.Runtime(Settings(business=BusinessSettings(sources=("trade*",))), events))
    app = open_page("business", {"range": ["6h"], "tz": ["utc"]})
    said = " ".join(element.value for element in app.caption)
    assert (complaints(app), "trade" in said, "business" in said) == ([], True, True)
