"""Elixir's Logger, also with Phoenix' request lines."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{3}"
_LEVEL = "(?:debug|info|notice|warn|warning|error|critical|alert|emergency)"
_REQUEST = r"(?P<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?P<path>/\S*)$|Sent (?P<status>\d{3}) in (?P<duration>\d+(?:ms|µs))"

FORMATS = (
    TextFormat(
        name="elixir_logger",
        title="Elixir's Logger",
        begins=rf"{_TIME} (?:[\w.]+=\S+ )*\[{_LEVEL}\] ",
        pattern=rf"(?P<time>{_TIME}) (?:(?P<pairs>[\w.]+=\S+(?: [\w.]+=\S+)*) )?\[(?P<level>{_LEVEL})\] +"
        rf"(?P<message>(?:{_REQUEST})?{REST})",
        pairs="pairs",
        priority=55,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123 request_id=F1xYz0AbCdEfGh [info] GET /orders/7\n\n10:00:00.135 [info] Sent 200 in 12ms\n\n"
                "10:00:01.123 [error] Task #PID<0.99.0> started from #PID<0.96.0> terminating\n** (RuntimeError) no card\n"
                "    (shop 0.1.0) lib/shop/pay.ex:5: Shop.Pay.charge/1\n    (elixir 1.14.0) lib/task/supervised.ex:89: Task.Supervised.invoke_mfa/2",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "method": "GET",
                        "path": "/orders/7",
                        "request_id": "F1xYz0AbCdEfGh",
                    },
                    {"status": 200, "duration_ms": 12.0},
                    {
                        "level": "ERROR",
                        "error_type": "RuntimeError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="22:37:11.313 [info] order placed\n22:37:11.322 [warning] slow\nvery",
                records=(
                    {"level": "INFO", "message": "order placed"},
                    {"level": "WARNING", "message": "slow\nvery"},
                ),
                writer="Elixir 1.14",
            ),
            Sample(
                lines="2026-11-29 22:37:11.322 [info] request_id=r-1 second\n"
                "2026-11-29 22:37:11.322 [error] request_id=r-2 bad\n"
                "2026-11-29 22:37:11.322 [error] Process #PID<0.99.0> raised an exception\n"
                "** (RuntimeError) boom\n"
                "    e.exs:5: anonymous fn/0 in :elixir_compiler_0.__FILE__/1",
                records=(
                    {"ts": "2026-11-29T22:37:11.322000Z", "level": "INFO", "message": "request_id=r-1 second"},
                    {"ts": "2026-11-29T22:37:11.322000Z", "level": "ERROR", "message": "request_id=r-2 bad"},
                    {
                        "ts": "2026-11-29T22:37:11.322000Z",
                        "level": "ERROR",
                        "message": "Process #PID<0.99.0> raised an exception",
                        "error_type": "RuntimeError",
                        "error_message": "boom",
                        "stack_trace": True,
                    },
                ),
                writer="Elixir 1.14 (format)",
            ),
        ),
    ),
)
