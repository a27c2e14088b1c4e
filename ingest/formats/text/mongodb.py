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
            Sample(
                lines=(
                    '2017-10-13T10:55:42.935-0700 I COMMAND  [conn1] command shop.orders appName: "MongoDB Shell" command: aggregate { aggregate: "orders", cursor: {} } planSummary: COLLSCAN keysExamined:0 docsExamined:5 locks:{ Global: { acquireCount: { r: 8 } } } protocol:op_command 120ms\n'
                    "2017-10-13T10:55:43.935-0700 D STORAGE  [initandlisten] create collection local.startup_log { capped: true, size: 10485760 }"
                ),
                records=(
                    {
                        "ts": "2017-10-13T17:55:42.935Z",
                        "level": "INFO",
                        "message": 'command shop.orders appName: "MongoDB Shell" command: aggregate { aggregate: "orders", cursor: {} } planSummary: COLLSCAN keysExamined:0 docsExamined:5 locks:{ Global: { acquireCount: { r: 8 } } } protocol:op_command 120ms',
                        "logger": "COMMAND",
                        "duration_ms": 120.0,
                    },
                    {
                        "ts": "2017-10-13T17:55:43.935Z",
                        "level": "DEBUG",
                        "message": "create collection local.startup_log { capped: true, size: 10485760 }",
                        "logger": "STORAGE",
                    },
                ),
                writer="MongoDB 3.4 (published)",
            ),
            Sample(
                lines=(
                    "2019-08-05T17:02:58.123+0000 I  NETWORK  [listener] connection accepted from 203.0.113.5:51234 #1 (1 connection now open)\n"
                    "2019-08-05T17:02:59.123+0000 D2 QUERY    [conn4] Only one plan is available; it will be run but will not be cached. ns: shop.orders query: { a: 1 }"
                ),
                records=(
                    {
                        "ts": "2019-08-05T17:02:58.123Z",
                        "level": "INFO",
                        "message": "connection accepted from 203.0.113.5:51234 #1 (1 connection now open)",
                        "logger": "NETWORK",
                    },
                    {
                        "ts": "2019-08-05T17:02:59.123Z",
                        "level": "DEBUG",
                        "message": "Only one plan is available; it will be run but will not be cached. ns: shop.orders query: { a: 1 }",
                        "logger": "QUERY",
                    },
                ),
                writer="MongoDB 4.2 (published)",
            ),
        ),
    ),
)
