"""ClickHouse, server and keeper."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LAZY, REST

_TIME = r"\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d\.\d{3,9}"

FORMATS = (
    TextFormat(
        name="clickhouse",
        title="ClickHouse",
        begins=rf"{_TIME} \[ \d+ \] \{{[^}}\n]*\}} <[A-Z][a-z]+> ",
        pattern=rf"(?P<time>{_TIME}) \[ (?P<thread>\d+) \] \{{(?P<query_id>[^}}\n]*)\}} <(?P<level>[A-Z][a-z]+)> "
        rf"(?:(?P<logger>[^\n:]+(?:::[^\n:]+)*)?: )?(?P<message>(?:Code: (?P<error_code>\d+)(?:\.|, e\.displayText\(\) =) (?P<error_type>(?:\w+::)+\w*Exception): )?{LAZY})"
        rf"(?:,? Stack trace[^\n]*:\n+(?P<stack_trace>{REST}))?",
        levels={"Test": "TRACE"},
        priority=30,
        samples=(
            Sample(
                lines="2026.11.26 10:00:00.123456 [ 123 ] {} <Information> Application: Ready for connections.\n"
                "2026.11.26 10:00:01.123456 [ 124 ] {f3a1b2c3-0000-4000-8000-000000000001} <Error> executeQuery: Code: 60. DB::Exception: "
                "Table shop.orders does not exist. (UNKNOWN_TABLE) (version 24.8.4.13) (from 203.0.113.5:51234) (in query: SELECT 1), "
                "Stack trace (when copying this message, always include the lines below):\n"
                "\n"
                "0. DB::Exception::Exception(DB::Exception::MessageMasked&&, int, bool) @ 0x000000000cd2d8bb\n"
                "1. DB::Exception::createRuntime(int, String const&) @ 0x0000000007f6d0a0\n"
                "2026.11.26 10:00:02.123456 [ 125 ] {q-1} <Debug> shop.orders (a1b2::MergeTree): Key condition: unknown\n"
                "2026.11.26 10:00:03.123456 [ 1 ] {} <Fatal> BaseDaemon: Address: NULL pointer.",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": "INFO",
                        "logger": "Application",
                        "message": "Ready for connections.",
                    },
                    {
                        "level": "ERROR",
                        "logger": "executeQuery",
                        "error_type": "DB::Exception",
                        "message": "Code: 60. DB::Exception: Table shop.orders does not exist. (UNKNOWN_TABLE) (version 24.8.4.13) "
                        "(from 203.0.113.5:51234) (in query: SELECT 1)",
                        "stack_trace": True,
                    },
                    {"level": "DEBUG", "logger": "shop.orders (a1b2::MergeTree)", "message": "Key condition: unknown"},
                    {"level": "CRITICAL"},
                ),
            ),
            Sample(
                lines=(
                    "2026.11.30 04:05:12.910667 [ 1 ] {} <Information> : Starting ClickHouse 18.16.1 with revision 54412\n"
                    "2026.11.30 04:05:19.854414 [ 21 ] {2c61ea0d-8fcf-4836-a928-577476f91011} <Debug> executeQuery: (from 203.0.113.5:36952) select 1\n"
                    "2026.11.30 04:05:19.855272 [ 21 ] {2c61ea0d-8fcf-4836-a928-577476f91011} <Debug> executeQuery: Query pipeline:\n"
                    "Expression\n"
                    " Expression\n"
                    "  One\n"
                    "\n"
                    "2026.11.30 04:05:19.868462 [ 21 ] {8971577d-8227-4133-b842-e8e51e26cb7f} <Error> executeQuery: Code: 47, e.displayText() = DB::Exception: Unknown identifier: nope. e.what() = DB::Exception (from 203.0.113.5:36958) (in query: select nope), Stack trace:\n"
                    "\n"
                    "0. /lib/x86_64-linux-gnu/libclickhouse.so.18.16(StackTrace::StackTrace()+0x16) [0x7facb4b798a6]\n"
                    ""
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:05:12.910667Z",
                        "level": "INFO",
                        "message": "Starting ClickHouse 18.16.1 with revision 54412",
                    },
                    {
                        "ts": "2026-11-30T04:05:19.854414Z",
                        "level": "DEBUG",
                        "message": "(from 203.0.113.5:36952) select 1",
                        "logger": "executeQuery",
                    },
                    {
                        "ts": "2026-11-30T04:05:19.855272Z",
                        "level": "DEBUG",
                        "message": "Query pipeline:\nExpression\n Expression\n  One",
                        "logger": "executeQuery",
                    },
                    {
                        "ts": "2026-11-30T04:05:19.868462Z",
                        "level": "ERROR",
                        "message": "Code: 47, e.displayText() = DB::Exception: Unknown identifier: nope. e.what() = DB::Exception (from 203.0.113.5:36958) (in query: select nope)",
                        "logger": "executeQuery",
                        "error_type": "DB::Exception",
                        "stack_trace": True,
                    },
                ),
                writer="ClickHouse 18.16",
            ),
            Sample(
                lines=(
                    "2023.12.29 10:00:00.123456 [ 250 ] {} <Information> BackgroundSchedulePool/BgSchPool: Create BackgroundSchedulePool with 512 threads\n"
                    "2023.12.29 10:00:01.123456 [ 250 ] {} <Error> Application: Code: 210. DB::Exception: Listen [::]:9009 failed: Poco::Exception. Code: 1000, e.code() = 98, Net Exception: Address already in use: [::]:9009 (version 23.11.3.23 (official build)). (NETWORK_ERROR), Stack trace (when copying this message, always include the lines below):\n"
                    "\n"
                    "0. ? @ 0x000000000c500617 in ?\n"
                    "1. ? @ 0x000000000c589dd8 in ?\n"
                    " (version 23.11.3.23 (official build))\n"
                    "2023.12.29 10:00:02.123456 [ 250 ] {} <Trace> Pipe: Pipe capacity is 1.00 MiB"
                ),
                records=(
                    {
                        "ts": "2023-12-29T10:00:00.123456Z",
                        "level": "INFO",
                        "message": "Create BackgroundSchedulePool with 512 threads",
                        "logger": "BackgroundSchedulePool/BgSchPool",
                    },
                    {
                        "ts": "2023-12-29T10:00:01.123456Z",
                        "level": "ERROR",
                        "message": "Code: 210. DB::Exception: Listen [::]:9009 failed: Poco::Exception. Code: 1000, e.code() = 98, Net Exception: Address already in use: [::]:9009 (version 23.11.3.23 (official build)). (NETWORK_ERROR)",
                        "logger": "Application",
                        "error_type": "DB::Exception",
                        "stack_trace": True,
                    },
                    {
                        "ts": "2023-12-29T10:00:02.123456Z",
                        "level": "TRACE",
                        "message": "Pipe capacity is 1.00 MiB",
                        "logger": "Pipe",
                    },
                ),
                writer="ClickHouse 23.11 (published)",
            ),
        ),
    ),
)
