"""Rust: env_logger, and tracing-subscriber's text."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_LEVEL = "(?:TRACE|DEBUG|INFO|WARN|ERROR)"
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
        ),
    ),
    TextFormat(
        name="tracing_text",
        title="Rust's tracing-subscriber",
        begins=rf"(?:  )?{_TIME} +{_LEVEL} (?:(?:[\w\-]+ )?ThreadId\(\d+\) )?(?:[\w.\-]+(?:\{{[^\n]*?\}})?:{{1,2}})+ ",
        pattern=rf"(?:  )?(?P<time>{_TIME}) +(?P<level>{_LEVEL}) (?:(?:(?P<thread_name>[\w\-]+) )?(?P<thread>ThreadId\(\d+\)) )?"
        r"(?:(?P<spans>(?:[\w.\-]+(?:\{[^}\n]*\})?:)*[\w.\-]+\{[^}\n]*\}:) )?(?P<logger>\w+(?:::\w+)*): "
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
        ),
    ),
)
