"""MongoDB's text log, up to 4.2 (later ones are JSON)."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME

FORMATS = (
    TextFormat(
        name="mongodb_text",
        title="MongoDB before 4.4",
        begins=rf"{ISO_TIME} (?:[IWEF]|D[1-5]?) +[A-Z_\-]+ +\[",
        pattern=rf"(?P<time>{ISO_TIME}) (?P<level>[IWEFD])(?P<debug_level>[1-5])? +(?P<component>[A-Z_\-]+) +\[(?P<thread>[^\]\n]*)\] "
        r"(?P<message>(?s:.*?)(?: (?P<duration_ms>\d+)ms)?)",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123+0000 I  NETWORK  [conn5] end connection 203.0.113.5:51234 (0 connections now open)\n"
                '2026-11-26T10:00:01.123+0100 I COMMAND  [conn1] command shop.orders command: find { find: "orders", filter: { a: 1 } } '
                "planSummary: COLLSCAN docsExamined:1000 reslen:163 protocol:op_msg 123ms\n"
                "2026-11-26T10:00:02.123+0000 F -        [initandlisten] Fatal Assertion 28597\n"
                "2026-11-26T10:00:03.123+0000 W CONTROL  [initandlisten] ** WARNING: Access control is not enabled",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "NETWORK",
                        "message": "end connection 203.0.113.5:51234 (0 connections now open)",
                    },
                    {"ts": "2026-11-26T09:00:01.123Z", "logger": "COMMAND", "duration_ms": 123.0},
                    {"level": "CRITICAL", "message": "Fatal Assertion 28597"},
                    {"level": "WARNING", "logger": "CONTROL"},
                ),
            ),
        ),
    ),
)
