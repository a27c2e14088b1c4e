"""The schema of the benchmark's log lines, as somebody would give it by hand to DuckDB and to ClickHouse.

What it does not name (`version`, `route`, `task`, …) is not stored then; Longtail and ClickHouse's `JSON` type keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DUCKDB: Mapping[str, str] = {
    "timestamp": "TIMESTAMP",
    "level": "VARCHAR",
    "service": "VARCHAR",
    "host": "VARCHAR",
    "logger": "VARCHAR",
    "message": "VARCHAR",
    "trace_id": "VARCHAR",
    "span_id": "VARCHAR",
    "request_id": "VARCHAR",
    "user_id": "VARCHAR",
    "method": "VARCHAR",
    "path": "VARCHAR",
    "status": "SMALLINT",
    "duration_ms": "DOUBLE",
    "client_ip": "VARCHAR",
    "exception": "JSON",
}
"""Types by key, as `read_json` takes them."""

CLICKHOUSE: Mapping[str, str] = {
    "timestamp": "DateTime64(6, 'UTC')",
    "level": "LowCardinality(String)",
    "service": "LowCardinality(String)",
    "host": "LowCardinality(String)",
    "logger": "LowCardinality(String)",
    "message": "String",
    "trace_id": "String",
    "span_id": "String",
    "request_id": "String",
    "user_id": "Nullable(String)",
    "method": "LowCardinality(Nullable(String))",
    "path": "Nullable(String)",
    "status": "Nullable(UInt16)",
    "duration_ms": "Nullable(Float64)",
    "client_ip": "Nullable(String)",
    "exception": "String",
}
"""Types by key, as its own documents advise: few values in a dictionary, null only where a key may be missing."""
