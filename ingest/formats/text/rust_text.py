"""Rust: env_logger, pretty_env_logger, and tracing-subscriber's text."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_LEVEL = "(?:TRACE|DEBUG|INFO|WARN|ERROR)"
_PRETTY = rf" (?:(?P<time>{_TIME}) )?(?P<level>{_LEVEL}) +(?P<logger>[\w:]+) +> "
_PAIR = r"""[A-Za-z_][\w.]*=(?:"(?:[^"\\\n]|\\.)*"|\S+(?: \{[^}\n]*\})?)"""

FORMATS = (
    TextFormat(
        name="env_logger",
        title="Rust's env_logger",
        begins=rf"\[{_TIME} {_LEVEL} +[\w:]+\] ",
        pattern=rf"\[(?P<time>{_TIME}) (?P<level>{_LEVEL}) +(?P<logger>[\w:]+)\] (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="[2026-11-26T10:00:00Z INFO  app::orders] order 7 placed\n[2026-11-26T10:00:01Z ERROR app] charge failed",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "logger": "app::orders",
                        "message": "order 7 placed",
                    },
                    {"level": "ERROR", "logger": "app", "message": "charge failed"},
                ),
            ),
            Sample(
                lines=(
                    "[2026-11-30T04:02:38Z INFO  envl::pay] order 7 placed\n"
                    "[2026-11-30T04:02:38Z WARN  envl::pay] stock low\n"
                    "[2026-11-30T04:02:38Z ERROR envl::pay] charge failed\n"
                    "    no card\n"
                    '[2026-11-30T04:02:38Z ERROR envl] Custom { kind: Other, error: "refused" }'
                ),
                records=(
                    {"ts": "2026-11-30T04:02:38Z", "level": "INFO", "message": "order 7 placed", "logger": "envl::pay"},
                    {"ts": "2026-11-30T04:02:38Z", "level": "WARNING", "message": "stock low", "logger": "envl::pay"},
                    {
                        "ts": "2026-11-30T04:02:38Z",
                        "level": "ERROR",
                        "message": "charge failed\n    no card",
                        "logger": "envl::pay",
                    },
                    {
                        "ts": "2026-11-30T04:02:38Z",
                        "level": "ERROR",
                        "message": 'Custom { kind: Other, error: "refused" }',
                        "logger": "envl",
                    },
                ),
                writer="env_logger 0.9",
            ),
            Sample(
                lines=(
                    "[2026-11-30T04:13:06Z INFO  shop::pay] order 7 placed\n"
                    "[2026-11-30T04:13:06Z WARN  shop::pay] stock low\n"
                    "[2026-11-30T04:13:06Z ERROR shop::pay] charge failed\n"
                    "    no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:13:06Z", "level": "INFO", "message": "order 7 placed", "logger": "shop::pay"},
                    {"ts": "2026-11-30T04:13:06Z", "level": "WARNING", "message": "stock low", "logger": "shop::pay"},
                    {
                        "ts": "2026-11-30T04:13:06Z",
                        "level": "ERROR",
                        "message": "charge failed\n    no card",
                        "logger": "shop::pay",
                    },
                ),
                writer="env_logger 0.7",
            ),
        ),
    ),
    TextFormat(
        name="pretty_env_logger",
        title="Rust's pretty_env_logger",
        begins=rf" (?:{_TIME} )?{_LEVEL} +[\w:]+ +> ",
        pattern=rf"{_PRETTY}(?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines=(
                    " 2026-11-30T04:02:38.997Z INFO  pretty > order 7 placed\n"
                    " 2026-11-30T04:02:38.997Z WARN  pretty > stock low\n"
                    " 2026-11-30T04:02:38.997Z ERROR pretty > charge failed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:38.997Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "pretty",
                    },
                    {"ts": "2026-11-30T04:02:38.997Z", "level": "WARNING", "message": "stock low", "logger": "pretty"},
                    {
                        "ts": "2026-11-30T04:02:38.997Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "pretty",
                    },
                ),
                writer="pretty_env_logger 0.4 (time)",
            ),
            Sample(
                lines=(" INFO  pretty > order 7 placed\n WARN  pretty > stock low\n ERROR pretty > charge failed"),
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "pretty"},
                    {"level": "WARNING", "message": "stock low", "logger": "pretty"},
                    {"level": "ERROR", "message": "charge failed", "logger": "pretty"},
                ),
                writer="pretty_env_logger 0.4",
            ),
        ),
    ),
    TextFormat(
        name="tracing_text",
        title="Rust's tracing-subscriber",
        begins=rf"(?:  )?{_TIME} +{_LEVEL} (?:(?:[\w\-]+ )?ThreadId\(\d+\) )?(?:[\w.\-]+(?:\{{[^\n]*?\}})?:{{1,2}})+ ",
        pattern=rf"(?:  )?(?P<time>{_TIME}) +(?P<level>{_LEVEL}) (?:(?:(?P<thread_name>[\w\-]+) )?(?P<thread>ThreadId\(\d+\)) )?"
        r"(?:(?P<within>(?:[\w\-]+:)+) (?P<logger_name>\w+(?:::\w+)+)"
        r"|(?:(?P<spans>(?:[\w.\-]+(?:\{[^}\n]*\})?:)*[\w.\-]+\{[^}\n]*\}:) )?(?P<logger>\w+(?:::\w+)*)): "
        rf"(?:(?P<file>[\w./\-]+\.rs):(?P<line>\d+): )?(?P<message>[^\n]*?)(?: (?P<pairs>{_PAIR}(?: {_PAIR})*))?(?:\n +at (?P<place>[\w./\-]+\.rs:\d+))?(?P<rest>\n{REST})?",
        pairs="pairs",
        priority=32,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123456Z  INFO app::orders: order placed order=7\n"
                '2026-11-26T10:00:00.123457Z ERROR request{id=7 method="GET"}: app::pay: charge failed',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": "INFO",
                        "logger": "app::orders",
                        "message": "order placed",
                        "attributes": {"order": "7"},
                    },
                    {"level": "ERROR", "logger": "app::pay", "message": "charge failed"},
                ),
            ),
            Sample(
                lines=(
                    '2026-11-30T04:02:39.002128Z  INFO request{method="GET" id=7}: trac::pay: order placed order=7 customer="Ada L"\n'
                    '2026-11-30T04:02:39.002169Z  WARN request{method="GET" id=7}: trac: stock low\n'
                    '2026-11-30T04:02:39.002176Z ERROR request{method="GET" id=7}: trac: charge failed error="no card"\n'
                    "2026-11-30T04:02:39.002185Z  INFO trac: done\n"
                    "second line"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:39.002128Z",
                        "level": "INFO",
                        "message": "order placed",
                        "logger": "trac::pay",
                    },
                    {"ts": "2026-11-30T04:02:39.002169Z", "level": "WARNING", "message": "stock low", "logger": "trac"},
                    {
                        "ts": "2026-11-30T04:02:39.002176Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "trac",
                        "error_message": "no card",
                    },
                    {
                        "ts": "2026-11-30T04:02:39.002185Z",
                        "level": "INFO",
                        "message": "done\nsecond line",
                        "logger": "trac",
                    },
                ),
                writer="tracing-subscriber 0.3",
            ),
            Sample(
                lines=(
                    '2026-11-30T04:02:39.004033Z  INFO ThreadId(01) request{method="GET" id=7}: trac::pay: src/bin/trac.rs:2: order placed order=7 customer="Ada L"\n'
                    '2026-11-30T04:02:39.004066Z  WARN ThreadId(01) request{method="GET" id=7}: trac: src/bin/trac.rs:6: stock low\n'
                    '2026-11-30T04:02:39.004073Z ERROR ThreadId(01) request{method="GET" id=7}: trac: src/bin/trac.rs:6: charge failed error="no card"\n'
                    "2026-11-30T04:02:39.004082Z  INFO ThreadId(01) trac: src/bin/trac.rs:6: done\n"
                    "second line"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:39.004033Z",
                        "level": "INFO",
                        "message": "order placed",
                        "logger": "trac::pay",
                    },
                    {"ts": "2026-11-30T04:02:39.004066Z", "level": "WARNING", "message": "stock low", "logger": "trac"},
                    {
                        "ts": "2026-11-30T04:02:39.004073Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "trac",
                        "error_message": "no card",
                    },
                    {
                        "ts": "2026-11-30T04:02:39.004082Z",
                        "level": "INFO",
                        "message": "done\nsecond line",
                        "logger": "trac",
                    },
                ),
                writer="tracing-subscriber 0.3 (threads, places)",
            ),
            Sample(
                lines=(
                    '2026-11-30T04:02:39.007360Z  INFO request: trac::pay: order placed order=7 customer="Ada L" method="GET" id=7\n'
                    "2026-11-30T04:02:39.007424Z  INFO trac: done\n"
                    "second line"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:39.00736Z",
                        "level": "INFO",
                        "message": "order placed",
                        "logger": "trac::pay",
                        "method": "GET",
                    },
                    {
                        "ts": "2026-11-30T04:02:39.007424Z",
                        "level": "INFO",
                        "message": "done\nsecond line",
                        "logger": "trac",
                    },
                ),
                writer="tracing-subscriber 0.3 (compact)",
            ),
        ),
    ),
)
