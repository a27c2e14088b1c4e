"""Spring Boot's console pattern, from 2 to 4."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_HEAD = rf"(?P<time>{ISO_TIME}) +(?P<level>[A-Z]+) (?:\[(?P<service>[^,\]]*)(?:,(?P<trace_id>[0-9a-f]*),(?P<span_id>[0-9a-f]*)[^\]]*)?\] )?"
_TRACE = r"\[(?:(?P<trace_id>[0-9a-f]{16,32})-(?P<span_id>[0-9a-f]{16})| *)\] ?"
_END = rf"(?P<logger>\S+) *: ?(?P<message>{REST})"

FORMATS = (
    TextFormat(
        name="spring_boot_trace",
        title="Spring Boot with trace and span",
        begins=rf"{ISO_TIME} +[A-Z]+ \d+ --- (?:\[[^\]]*\] )?\[[^\]]*\] \[(?:[0-9a-f]{{16,32}}-[0-9a-f]{{16}}|  +)\]",
        pattern=rf"(?P<time>{ISO_TIME}) +(?P<level>[A-Z]+) (?P<process>\d+) --- (?:\[(?P<service>[^\]]*?) *\] )?\[ *(?P<thread>[^\]]*)\] {_TRACE}{_END}",
        priority=29,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123+01:00  INFO 17 --- [shop] [nio-8080-exec-1] "
                "[4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.Orders : order 7 placed\n"
                "2026-11-26T10:00:00.124+01:00  WARN 17 --- [shop] [           main] "
                "[                                                 ] com.acme.Orders : stock low",
                records=(
                    {
                        "ts": "2026-11-26T09:00:00.123Z",
                        "level": "INFO",
                        "service": "shop",
                        "logger": "com.acme.Orders",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                        "message": "order 7 placed",
                        "attributes": {"process": "17", "thread": "nio-8080-exec-1"},
                    },
                    {"level": "WARNING", "service": "shop", "trace_id": None, "message": "stock low"},
                ),
            ),
        ),
    ),
    TextFormat(
        name="spring_boot",
        title="Spring Boot",
        begins=rf"{ISO_TIME} +[A-Z]+ (?:\[[^\]]*\] )?\d+ --- \[",
        pattern=rf"{_HEAD}(?P<process>\d+) --- (?:\[(?P<application>[^\]]*?) *\] )?\[ *(?P<thread>[^\]]*)\] {_END}",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123+01:00  INFO 17 --- [shop] [nio-8080-exec-1] com.acme.Orders                          : order 7 placed\n"
                "2026-11-26 10:00:01.123 ERROR [shop,4bf92f3577b34da6,00f067aa0ba902b7] 17 --- [           main] com.acme.Pay : charge failed\n\n"
                "java.lang.IllegalStateException: no card\n\tat com.acme.Pay.charge(Pay.java:12) ~[classes/:na]\n"
                "Caused by: java.io.IOException: refused\n\tat com.acme.Net.call(Net.java:3)\n\t... 1 common frames omitted",
                records=(
                    {
                        "ts": "2026-11-26T09:00:00.123Z",
                        "level": "INFO",
                        "service": "shop",
                        "logger": "com.acme.Orders",
                        "message": "order 7 placed",
                    },
                    {
                        "ts": "2026-11-26T10:00:01.123Z",
                        "level": "ERROR",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6",
                        "message": "charge failed",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
        ),
    ),
)
