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
            Sample(
                lines=(
                    "2026-11-30T04:09:40.299Z  INFO 4711 --- [shop] [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : order 7 placed\n"
                    "2026-11-30T04:09:40.300Z  WARN 4711 --- [shop] [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : stock low\n"
                    "second line\n"
                    "2026-11-30T04:09:40.311Z ERROR 4711 --- [shop] [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App2$Pay.charge(App2.java:2)\n"
                    "\tat App2.main(App2.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 common frames omitted\n"
                    "2026-11-30T04:09:40.311Z  INFO 4711 --- [shop] [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : order 8 placed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:09:40.299Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    },
                    {
                        "ts": "2026-11-30T04:09:40.3Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    },
                    {
                        "ts": "2026-11-30T04:09:40.311Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {
                        "ts": "2026-11-30T04:09:40.311Z",
                        "level": "INFO",
                        "message": "order 8 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    },
                ),
                writer="Logback 1.2 (Spring Boot 3's pattern)",
            ),
            Sample(
                lines=(
                    "2026-11-30T04:09:41.100Z  INFO 4711 --- [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : order 7 placed\n"
                    "2026-11-30T04:09:41.102Z ERROR 4711 --- [           main] [4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7] com.acme.orders.Pay                      : charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App2$Pay.charge(App2.java:2)\n"
                    "\tat App2.main(App2.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 common frames omitted"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:09:41.1Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.orders.Pay",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    },
                    {
                        "ts": "2026-11-30T04:09:41.102Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "com.acme.orders.Pay",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Logback 1.2 (Spring Boot 3's pattern, no name)",
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
            Sample(
                lines=(
                    "2026-11-30 04:02:15.086  INFO 4711 --- [           main] com.acme.orders.Pay                      : order 7 placed\n"
                    "2026-11-30 04:02:15.087  WARN 4711 --- [           main] com.acme.orders.Pay                      : stock low\n"
                    "second line\n"
                    "2026-11-30 04:02:15.100 ERROR 4711 --- [           main] com.acme.orders.Pay                      : charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App$Pay.charge(App.java:2)\n"
                    "\tat App.main(App.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 common frames omitted\n"
                    "2026-11-30 04:02:15.100  INFO 4711 --- [           main] com.acme.orders.Pay                      : order 8 placed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:15.086Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.orders.Pay",
                    },
                    {
                        "ts": "2026-11-30T04:02:15.087Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "com.acme.orders.Pay",
                    },
                    {
                        "ts": "2026-11-30T04:02:15.1Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "com.acme.orders.Pay",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {
                        "ts": "2026-11-30T04:02:15.1Z",
                        "level": "INFO",
                        "message": "order 8 placed",
                        "logger": "com.acme.orders.Pay",
                    },
                ),
                writer="Logback 1.2 (Spring Boot 2's pattern)",
            ),
            Sample(
                lines=(
                    "2026-11-30T04:02:15.601Z  INFO 4711 --- [shop] [           main] com.acme.orders.Pay                      : order 7 placed\n"
                    "2026-11-30T04:02:15.602Z  WARN 4711 --- [shop] [           main] com.acme.orders.Pay                      : stock low\n"
                    "second line\n"
                    "2026-11-30T04:02:15.603Z ERROR 4711 --- [shop] [           main] com.acme.orders.Pay                      : charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App$Pay.charge(App.java:2)\n"
                    "\tat App.main(App.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 common frames omitted\n"
                    "2026-11-30T04:02:15.604Z  INFO 4711 --- [shop] [           main] com.acme.orders.Pay                      : order 8 placed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:15.601Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                    },
                    {
                        "ts": "2026-11-30T04:02:15.602Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                    },
                    {
                        "ts": "2026-11-30T04:02:15.603Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {
                        "ts": "2026-11-30T04:02:15.604Z",
                        "level": "INFO",
                        "message": "order 8 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                    },
                ),
                writer="Logback 1.2 (Spring Boot 3's pattern)",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:02:16.172  INFO [shop,,] 4711 --- [           main] com.acme.orders.Pay                      : order 7 placed\n"
                    "2026-11-30 04:02:16.182  WARN [shop,,] 4711 --- [           main] com.acme.orders.Pay                      : stock low\n"
                    "second line\n"
                    "2026-11-30 04:02:16.183  INFO [shop,4bf92f3577b34da6a3ce929d0e0e4736,00f067aa0ba902b7] 4711 --- [           main] com.acme.orders.Pay                      : order 8 placed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:16.172Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                    },
                    {
                        "ts": "2026-11-30T04:02:16.182Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                    },
                    {
                        "ts": "2026-11-30T04:02:16.183Z",
                        "level": "INFO",
                        "message": "order 8 placed",
                        "logger": "com.acme.orders.Pay",
                        "service": "shop",
                        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    },
                ),
                writer="Logback 1.2 (Sleuth's pattern)",
            ),
        ),
    ),
)
