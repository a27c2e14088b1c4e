"""From settings to rows: targets in their turns, targets that fail, and a collector that somebody adds as one file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings
from monitor import collectors
from monitor.samples.sampling import Sampling, configured
from monitor.service import Watching
from tests import patience, warehouses
from tests.sql.given import read

if TYPE_CHECKING:
    from pathlib import Path

    from sql.warehouse import Warehouse

_OWN = '''
"""How deep the well is."""
from pydantic import Field
from monitor.kinds import Duration, KindSettings
from monitor.sample import gauge

class Settings(KindSettings):
    """The well."""
    every: Duration = Field(default=0.05, description="How often.")
    depth: float = Field(default=3.0, description="Metres.")

class Collector:
    def __init__(self, settings):
        self.depth = settings.depth
    def collect(self, limit):
        if self.depth < 0:
            raise OSError("no water")
        yield gauge("well_depth_metres", self.depth, well="north")
'''


def _until(target: Warehouse, query: str) -> list[tuple[object, ...]]:
    deadline = time.monotonic() + patience.seconds(20)
    while not (found := read(target, query)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_host_and_longtail_are_measured_without_a_setting() -> None:
    """Unless the settings say how."""
    assert ["host", "own"] == [one.kind for one in configured(Settings())]
    slow = configured(Settings(collector=({"kind": "host", "every": "1m"},)))
    assert [("own", 15.0), ("host", 60.0)] == [(one.kind, one.every) for one in slow]


def test_an_unknown_key_is_an_error() -> None:
    """With the nearest name."""
    with pytest.raises(SettingsError, match=r"evry .*did you mean every"):
        Sampling(None, Settings(collector=({"kind": "host", "evry": "1m"},)))  # type: ignore[arg-type] # not reached


def test_a_new_collector_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its samples are stored, and those of one that fails say so; `stop` stores what waits."""
    (tmp_path / "well.py").write_text(_OWN, encoding="utf-8")
    monkeypatch.setattr(collectors, "__path__", [*collectors.__path__, str(tmp_path)])
    tables = ({"kind": "well"}, {"kind": "well", "name": "dry", "depth": -1})
    with warehouses.in_memory() as target:
        watching = Watching(target, Settings(collector=tables), print)
        watching.start()
        try:
            watching.storing.soon()
            told = _until(target, "select distinct labels['well'], value from samples where name = 'well_depth_metres'")
            up = _until(target, "select job, value from samples where name = 'up' and job = 'dry' limit 1")
        finally:
            watching.stop()
        assert ([("north", 3.0)], [("dry", 0.0)]) == (told, up)
        assert [("well", 1.0)] == read(
            target, "select distinct job, value from samples where name = 'up' and job = 'well'"
        )
