"""Times, levels, durations, paths and addresses in all their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """One warehouse for all questions; none of them writes."""
    with warehouses.in_memory() as opened:
        yield opened


def _ask(warehouse: Warehouse, expression: str, value: Any) -> Any:
    with warehouse.reader() as cursor:
        row = cursor.execute(f"select {expression}", {"value": value}).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-13T12:22:03.804Z", "2026-01-13 12:22:03.804"),
        ("2026-01-13 12:22:03.804+09:00", "2026-01-13 03:22:03.804"),
        ("2026-01-13 12:22:03,804", "2026-01-13 12:22:03.804"),
        ("2026-01-13T12:22:03,804+0100", "2026-01-13 11:22:03.804"),
        ("2026-01-13T12:22:03.123456789Z", "2026-01-13 12:22:03.123456"),
        ("2016-08-03T12:06:31.009-0500", "2016-08-03 17:06:31.009"),
        ("2026-01-13 12:22:03.804 +0000", "2026-01-13 12:22:03.804"),
        ("2026-01-13 12:22:03 +0200 CEST", "2026-01-13 10:22:03"),
        ("2026-01-13 12:22:03.12 UTC", "2026-01-13 12:22:03.12"),
        ("2026-01-13T12:22Z", "2026-01-13 12:22:00"),
        ("2026-01-13T12:22:03.804-05:00[America/New_York]", "2026-01-13 17:22:03.804"),
        ("1741770847.25", "2025-03-12 09:14:07.25"),
        ("1741770847250", "2025-03-12 09:14:07.25"),
        ("1534860261221373", "2018-08-21 14:04:21.221373"),
        ("1700000000000000000", "2023-11-14 22:13:20"),
        ("17/May/2015:08:05:32 +0000", "2015-05-17 08:05:32"),
        ("[22/Nov/2026:00:41:03 +0100]", "2026-11-21 23:41:03"),
        ("Sun, 22 Nov 2026 00:41:03 +0100", "2026-11-21 23:41:03"),
        ("Sun, 22 Nov 2026 00:41:03 GMT", "2026-11-22 00:41:03"),
        ("Sun Nov 22 00:41:03 2026", "2026-11-22 00:41:03"),
        ("2026/01/02 03:04:05.123", "2026-01-02 03:04:05.123"),
        ("22 Nov 2026 00:41:03.123", "2026-11-22 00:41:03.123"),
        ("1/2/2026 3:04:05 PM", "2026-01-02 15:04:05"),
        ("Nov 22, 2026 12:41:03 AM", "2026-11-22 00:41:03"),
        ("20260113T122233Z", "2026-01-13 12:22:33"),
        ("xxx", None),
        ("infinity", None),
        ("12", None),
        ("NaN", None),
        ("", None),
        ("2026-13-45T00:00:00Z", None),
    ],
)
def test_parse_time(warehouse: Warehouse, text: str, expected: str | None) -> None:
    """A moment is read in UTC, in whatever zone the session is; what is no moment is null."""
    assert expected == _ask(warehouse, "parse_time($value, null)::varchar", text)


@pytest.mark.parametrize(
    ("value", "scheme", "expected"),
    [
        ("info", "any", "INFO"),
        ("INFO ", "any", "INFO"),
        ("[Warn]", "any", "WARNING"),
        ("Reporter::ERROR", "any", "ERROR"),
        ("E", "any", "ERROR"),
        ("panic", "any", "CRITICAL"),
        ("notice", "any", "INFO"),
        ("30", "any", "INFO"),
        ("30", "python", "WARNING"),
        ("60", "pino", "CRITICAL"),
        ("3", "syslog", "ERROR"),
        ("30", "syslog", None),
        ("400", "any", "ERROR"),
        ("40000", "any", "ERROR"),
        ("13", "otel", "WARNING"),
        ("0", "otel", None),
        ("2", "dotnet", "INFO"),
        ("-1", "zap", "DEBUG"),
        ("8", "slog", "ERROR"),
        ("some fatal thing", "any", None),
        ("Request", "any", None),
        ("", "any", None),
    ],
)
def test_parse_level(warehouse: Warehouse, value: str, scheme: str, expected: str | None) -> None:
    """A level is read from words and from numbers by their scheme; what is no level is null."""
    assert expected == _ask(warehouse, f"parse_level($value, '{scheme}')", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.23s", 1230.0),
        ("15ms", 15.0),
        ("1.416µs", 0.001416),
        ("42ns", 4.2e-05),
        ("1h2m3.5s", 3723500.0),
        ("PT1.5S", 1500.0),
        ("0:00:01.5", 1500.0),
        ("2 minutes", 120000.0),
        ("15d", None),
        ("12", None),
        ("soon", None),
    ],
)
def test_parse_duration(warehouse: Warehouse, value: str, expected: float | None) -> None:
    """A duration in words is read in milliseconds; a bare number is none, since its unit is not told."""
    found = _ask(warehouse, "parse_duration($value)", value)
    assert (expected is None) == (found is None)
    assert expected is None or pytest.approx(expected) == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.2.3.4:80", "1.2.3.4"),
        ("[fd00::1]:43000", "fd00::1"),
        ("fd00::5a24, [fd00::1]:54321", "fd00::5a24"),
        ("192.168.1.100, 10.42.0.1", "192.168.1.100"),
        ('["192.168.49.1","2.2.2.2"]', "192.168.49.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("12:34:56", None),
        ("localhost", None),
        ("-", None),
    ],
)
def test_client_address(warehouse: Warehouse, value: str, expected: str | None) -> None:
    """The first address of a list is taken without port, brackets and zone."""
    assert expected == _ask(warehouse, "client_address($value)", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/a?b", "/a"),
        ("/a#x", "/a"),
        ("https://h:80/x/y?z", "/x/y"),
        ("https://h", "/"),
        ("*", "*"),
        ("None", None),
        ("tmp/blobs", None),
    ],
)
def test_path_of(warehouse: Warehouse, value: str, expected: str | None) -> None:
    """A path stands without scheme, host, query and fragment."""
    assert expected == _ask(warehouse, "path_of($value)", value)
