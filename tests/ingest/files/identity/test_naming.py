"""File names: what they say of source, rotation and compression."""

from __future__ import annotations

import pytest

from ingest.files.identity import naming


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("app_2026-11-20.log.gz", "app"),
        ("access.log.1", "access"),
        ("errors_2026-11-20.jsonl", "errors"),
        ("slow_requests_2026-11-20.log", "slow_requests"),
        ("app.2026-11-20_13-37-00_123456.log.zip", "app"),
        ("app-20261120.log", "app"),
        ("app.log-2026112013.xz", "app"),
        ("app.log-1700000000.gz", "app"),
        ("foo-2014-05-04T14-44-33.555.log", "foo"),
        ("2026-11-20_app.log", "app"),
        ("app.log.2026-11-20.1", "app"),
        ("app.log.json", "app"),
        ("production_json.ndjson", "production_json"),
        ("worker-3.log", "worker-3"),
        ("app_20261301.log", "app_20261301"),
        ("2026-11-20.log", ""),
        ("syslog.1", "syslog"),
    ],
)
def test_source(name: str, source: str) -> None:
    """The source is the name without date, number and extensions."""
    assert source == naming.parse(name).source


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("app.log", True),
        ("app.JSON", True),
        ("app.ndjson.zst", True),
        ("syslog", True),
        ("access_log", True),
        ("messages-20261120", True),
        ("logfile_pino.0", True),
        ("app.log.old", True),
        ("README.md", False),
        ("LICENSE", False),
        ("longtail.duckdb", False),
        ("longtail.duckdb.wal", False),
        ("app.pid", False),
        (".app.log.swp", False),
        (".app.log", False),
        ("app.log~", False),
        ("app.log.tmp", False),
        ("data.tar.gz", False),
        ("data.csv.gz", False),
    ],
)
def test_taken_by_a_folder_scan(name: str, taken: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """A scan of a folder takes logs, rotated and compressed ones too, and nothing else."""
    assert taken == naming.parse(name).is_log


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("app.log", (False, False, True)),
        ("app.log.1", (True, False, False)),
        ("app.log.old", (True, False, False)),
        ("app_2026-11-20.log", (False, True, False)),
        ("app.log.gz", (False, False, False)),
    ],
)
def test_rotation(name: str, expected: tuple[bool, bool, bool]) -> None:
    """Numbers and dates tell of a rotation; a name without any is one that a program writes to."""
    parsed = naming.parse(name)
    assert expected == (parsed.numbered, parsed.dated, parsed.bare)
