"""What counts: every total of pages, views, API and reports is the number of events, in whatever files they stand."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.api import create_api
from dashboard.reads import Window
from dashboard.reports import evidence
from dashboard.server.runtime import Runtime
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse
from tests.dashboard import asking
from tests.dashboard.asgi import Client
from tests.sql.given import at, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_BEGIN = at("10:00:00")
_WINDOW = Window(_BEGIN, at("12:00:00"))


def _line(second: float, **told: Any) -> str:
    moment = _BEGIN + timedelta(seconds=second)
    return json.dumps({"timestamp": f"{moment.isoformat(timespec='milliseconds')}Z", "service": "shop", **told}) + "\n"


def _request(index: int) -> str:
    return _line(index * 10.0, level="INFO", method="GET", path=f"/a/{index}", status=200, duration_ms=5.0)


def _error(index: int, later: float = 0.0, message: str = "no answer from {}") -> str:
    told = message.format(f"upstream {chr(97 + index % 26)}{chr(97 + index // 26)}")
    return _line(index * 60.0 + 0.25 + later, level="ERROR", message=told)


_ACCESS = "".join(map(_request, range(300)))
_NGINX = {"access.log": _ACCESS, "error.log": "".join(map(_error, range(40)))}
_COPIES = {"app.log": "".join(map(_error, range(40))), "error.log": "".join(map(_error, range(40)))}
_CLOCKS = {"app.log": _COPIES["app.log"], "error.log": "".join(_error(index, 0.004) for index in range(40))}
_PARTS = {"app.log": "".join(map(_error, range(25))), "error.log": "".join(map(_error, range(10, 40)))}
_ALL = {"access.log": _ACCESS, **_CLOCKS, "errors.jsonl": "".join(_error(index, 0.002) for index in range(20))}


def _read(folder: Path, files: Iterable[tuple[str, str]], settings: Settings) -> None:
    """Read the files one after the other, each after a restart."""
    logs = folder / "logs"
    logs.mkdir()
    for name, text in files:
        (logs / name).write_text(text, encoding="utf-8")
        with Warehouse.open(settings.warehouse) as target:
            IngestService(target, settings, [str(logs)]).run_once()


def _told(target: Warehouse, settings: Settings) -> dict[str, tuple[int, ...]]:
    """Records, errors and requests, as each place tells them."""
    client = Client(create_api(Runtime(settings, target), "token"))
    headline = reads.run(target, reads.headline(_WINDOW)).row(0, named=True)
    fine = reads.run(target, reads.headline(Window(_BEGIN, at("11:59:59")))).row(0, named=True)
    report = {number.name: number.value for number in evidence.gather(target, _BEGIN, at("12:00:00")).numbers}
    stats = client.get("/v1/hourly-stats").json()
    levels = read(target, "select sum(records), sum(records) filter (level = 'ERROR') from log_levels")[0]
    names = ("records", "errors", "requests")
    return {
        "Overview": tuple(headline[name] for name in names),
        "Overview, from records": tuple(fine[name] for name in names),
        "report": tuple(int(report[name] or 0) for name in names),
        "API": tuple(sum(row[name] for row in stats) for name in names),
        "hourly_stats": tuple(
            map(int, read(target, "select sum(records), sum(errors), sum(requests) from hourly_stats")[0])
        ),
        "log_levels": (int(levels[0]), int(levels[1]), headline["requests"]),
        "logs": (
            *(len(asking.rows(target, reads.rows(_WINDOW, subset, limit=10_000))) for subset in ("records",)),
            sum(row["occurrences"] for row in client.get("/v1/top-errors").json()),
            len(asking.rows(target, reads.rows(_WINDOW, "requests", limit=10_000))),
        ),
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(_NGINX, (340, 40, 300), id="errors of nginx"),
        pytest.param(_COPIES, (40, 40, 0), id="full copies"),
        pytest.param(_CLOCKS, (40, 40, 0), id="clocks apart"),
        pytest.param(_PARTS, (40, 40, 0), id="partial copies"),
        pytest.param(_ALL, (340, 40, 300), id="four files"),
    ],
)
def test_totals_agree_in_any_order(tmp_path: Path, files: Mapping[str, str], expected: tuple[int, ...]) -> None:
    """Overview, views, API and reports tell the same, whichever file is read first, and after restarts."""
    for number, order in enumerate(itertools.permutations(files.items())):
        if number % 5 and len(files) > 2:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        settings = Settings(warehouse=folder / "w.duckdb")
        _read(folder, order, settings)
        with Warehouse.open(settings.warehouse) as target:
            told = _told(target, settings)
        assert told == dict.fromkeys(told, expected), [name for name, _ in order]


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, (40, 40)),
        ({"error": True}, (80, 80)),
        ({"error": False}, (40, 40)),
        ({"app": False}, (40, 40)),
        ({"app": False, "err*": False}, (0, 0)),
    ],
)
def test_the_setting_overrules(tmp_path: Path, counted: dict[str, bool], expected: tuple[int, int]) -> None:
    """A stream counts whole or not at all where the setting says so, also when it says so after reading."""
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    _read(tmp_path, _CLOCKS.items(), settings)
    meta = {"counted": json.dumps(counted)}
    for _ in range(2):
        with Warehouse.open(settings.warehouse, meta=meta) as target:
            IngestService(target, settings, [str(tmp_path / "logs")]).run_once()
            found = read(target, "select coalesce(sum(records), 0), coalesce(sum(errors), 0) from hourly_stats")
            headline = reads.run(target, reads.headline(_WINDOW)).row(0, named=True)
        assert [tuple(map(int, found[0])), (headline["records"], headline["errors"])] == [expected, expected]
