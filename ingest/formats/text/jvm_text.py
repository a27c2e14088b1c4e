"""Logback's and Log4j's usual patterns, Quarkus, WildFly, Tomcat, java.util.logging.

One long module: these formats share the parts of their patterns, and most of it are samples.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLOCK, DASHED_TIME, ENGLISH_TIME, ISO_TIME, REST, SLASH_TIME

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE|CONFIG|FINE|FINER|FINEST|OFF)\b"
_LEVELS = {"SEVERE": "ERROR", "CONFIG": "DEBUG", "FINE": "DEBUG", "FINER": "TRACE", "FINEST": "TRACE"}
_TIME = rf"\[?(?:{ISO_TIME}|{DASHED_TIME}|{SLASH_TIME}|{CLOCK}|\d{{1,9}})\]?"
_TIMES = rf"\[?(?:(?P<time>{ISO_TIME}|{DASHED_TIME}|{SLASH_TIME}|{CLOCK})|(?P<since_start_ms>\d{{1,9}}))\]?"
_THREAD = r"[^\]\n]{1,120}?"
_LOGGER = r"[A-Za-z_$][\w.$\-]*(?:\[[^\]\n]*\])?"
_LINE = r"(?::(?P<line>\d+))?"
_DOTTED = r"[A-Za-z_$][\w$]*(?:\.[\w$\-]+)+"
_CONTEXT = r"(?:(?:\[(?P<context>[^\]\n]*)\]|\{(?P<mdc>[^}\n]*)\}) +)?"
_STACK = (
    "java.lang.IllegalStateException: no card\n\tat com.acme.Pay.charge(Pay.java:4)\n\tat com.acme.Pay.main(Pay.java:6)\n"
    "Caused by: java.io.IOException: refused\n\t... 2 more"
)
_FAILED = {
    "level": "ERROR",
    "logger": "com.acme.Pay",
    "message": "charge failed",
    "error_type": "java.lang.IllegalStateException",
    "error_message": "no card",
    "stack_trace": True,
}

FORMATS = (
    TextFormat(
        name="logback",
        title="Logback, Log4j: time, thread, level, logger",
        begins=rf"{_TIME} +\[[^\]\n]{{1,120}}\] +{_LEVEL} +[A-Za-z_$][\w.$\-]*",
        pattern=rf"{_TIMES} +\[ *(?P<thread>{_THREAD}) *\] +(?P<level>{_LEVEL}) +(?P<logger>{_LOGGER}){_LINE} +{_CONTEXT}"
        rf"(?::|--?)(?: (?P<message>{REST}))?",
        levels=_LEVELS,
        priority=40,
        samples=(
            Sample(
                lines="10:00:00.123 [main] INFO  com.acme.Orders -- order 7 placed\n"
                f"2026-11-26 10:00:01,123 [http-nio-8080-exec-1] ERROR com.acme.Pay - charge failed\n{_STACK}\n"
                "42 [main] WARN com.acme.Orders  - stock low",
                records=(
                    {
                        "level": "INFO",
                        "logger": "com.acme.Orders",
                        "message": "order 7 placed",
                    },
                    {"ts": "2026-11-26T10:00:01.123Z", **_FAILED, "attributes": {"thread": "http-nio-8080-exec-1"}},
                    {"level": "WARNING", "logger": "com.acme.Orders", "message": "stock low"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:43:48 [main] INFO  com.acme.Orders2 - order 7 placed\n"
                "2026-11-29 22:43:48 [main] WARN  com.acme.Orders2 - slow\n"
                "2026-11-29 22:43:48 [main] ERROR com.acme.Orders2 - pay failed\n"
                "java.lang.IllegalStateException: no money\n"
                "\tat M.pay(M.java:3)\n"
                "\tat M.main(M.java:13)\n"
                "Caused by: java.lang.RuntimeException: bank closed\n"
                "\t... 2 common frames omitted",
                records=(
                    {
                        "ts": "2026-11-29T22:43:48Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.Orders2",
                    },
                    {"ts": "2026-11-29T22:43:48Z", "level": "WARNING", "message": "slow", "logger": "com.acme.Orders2"},
                    {
                        "ts": "2026-11-29T22:43:48Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "com.acme.Orders2",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="Logback 1.2",
            ),
            Sample(
                lines="22:43:49.271 [main] INFO  com.acme.Orders1 - order placed\n"
                "22:43:49.273 [main] WARN  com.acme.Orders1 - slow\n"
                "22:43:49.273 [main] ERROR com.acme.Orders1 - pay failed\n"
                "java.lang.IllegalStateException: no money\n"
                "\tat M.pay(M.java:3) ~[java/:?]\n"
                "\tat M.main(M.java:17) ~[java/:?]\n"
                "Caused by: java.lang.RuntimeException: bank closed\n"
                "\t... 2 more",
                records=(
                    {"level": "INFO", "message": "order placed", "logger": "com.acme.Orders1"},
                    {"level": "WARNING", "message": "slow", "logger": "com.acme.Orders1"},
                    {
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "com.acme.Orders1",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 2.19",
            ),
        ),
    ),
    TextFormat(
        name="log4j_level",
        title="Logback, Log4j: time, level, thread and logger",
        begins=rf"{_TIME} +(?:\[{_LEVEL} *\]|{_LEVEL}) +(?:\[[^\]\n]{{1,120}}\] +[A-Za-z_$][\w.$\-]*|{_DOTTED} +\[[^\]\s]{{1,120}}\])",
        pattern=rf"{_TIMES} +\[?(?P<level>{_LEVEL}) *\]? +(?:\[ *(?P<thread>{_THREAD}) *\] +"
        rf"(?:(?P<logger>{_LOGGER}){_LINE} *(?::|--?) +|(?P<log_name>{_DOTTED}) +)"
        rf"|(?P<logger_name>{_DOTTED}) +\[ *(?P<thread_name>[^\]\s]{{1,120}}) *\] *(?:[:\-] +)?)(?P<message>{REST})",
        levels=_LEVELS,
        priority=41,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00,123 INFO [main] com.acme.Orders: order 7 placed\n"
                f"2026-11-26 10:00:01,123 ERROR c.a.Pay [main] charge failed\n{_STACK}",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "com.acme.Orders",
                        "message": "order 7 placed",
                        "attributes": {"thread": "main"},
                    },
                    {**_FAILED, "logger": "c.a.Pay"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:43:48,528 INFO  [main] com.acme.Orders3 : order 7 placed\n"
                "2026-11-29 22:43:48,528 WARN  [main] com.acme.Orders3 : slow\n"
                "2026-11-29 22:43:48,528 ERROR [main] com.acme.Orders3 : pay failed\n"
                "java.lang.IllegalStateException: no money\n"
                "\tat M.pay(M.java:3)\n"
                "\tat M.main(M.java:13)\n"
                "Caused by: java.lang.RuntimeException: bank closed\n"
                "\t... 2 common frames omitted",
                records=(
                    {
                        "ts": "2026-11-29T22:43:48.528000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "com.acme.Orders3",
                    },
                    {
                        "ts": "2026-11-29T22:43:48.528000Z",
                        "level": "WARNING",
                        "message": "slow",
                        "logger": "com.acme.Orders3",
                    },
                    {
                        "ts": "2026-11-29T22:43:48.528000Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "com.acme.Orders3",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="Logback 1.2",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:02:27,249 INFO  [main] kafka.server.KafkaServer: started\n"
                    "2026-11-30 04:02:27,249 WARN  [main] kafka.server.KafkaServer: stock low\n"
                    "second line\n"
                    "2026-11-30 04:02:27,253 ERROR [main] kafka.server.KafkaServer: charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat LP.main(LP.java:2)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:27.249Z",
                        "level": "INFO",
                        "message": "started",
                        "logger": "kafka.server.KafkaServer",
                    },
                    {
                        "ts": "2026-11-30T04:02:27.249Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "kafka.server.KafkaServer",
                    },
                    {
                        "ts": "2026-11-30T04:02:27.253Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "kafka.server.KafkaServer",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 1.2",
            ),
        ),
    ),
    TextFormat(
        name="slf4j_simple",
        title="SLF4J's simple logger",
        begins=rf"\[[^\]\n]{{1,120}}\] {_LEVEL} [A-Za-z_$][\w.$]* - ",
        pattern=rf"\[(?P<thread>{_THREAD})\] (?P<level>{_LEVEL}) (?P<logger>[A-Za-z_$][\w.$]*) - (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines=f"[main] INFO com.acme.Orders - order 7 placed\n[pool-1-thread-1] ERROR com.acme.Pay - charge failed\n{_STACK}",
                records=({"level": "INFO", "logger": "com.acme.Orders", "message": "order 7 placed"}, _FAILED),
            ),
            Sample(
                lines=(
                    "[main] INFO com.acme.orders.Pay - order 7 placed\n"
                    "[main] WARN com.acme.orders.Pay - stock low\n"
                    "second line\n"
                    "[main] ERROR com.acme.orders.Pay - charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App$Pay.charge(App.java:2)\n"
                    "\tat App.main(App.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 more\n"
                    "[main] INFO com.acme.orders.Pay - order 8 placed"
                ),
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "com.acme.orders.Pay"},
                    {"level": "WARNING", "message": "stock low\nsecond line", "logger": "com.acme.orders.Pay"},
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "com.acme.orders.Pay",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"level": "INFO", "message": "order 8 placed", "logger": "com.acme.orders.Pay"},
                ),
                writer="SLF4J 1.7 simple",
            ),
            Sample(
                lines=(
                    "[main] INFO Pay - order 7 placed\n"
                    "[main] WARN Pay - stock low\n"
                    "second line\n"
                    "[main] ERROR Pay - charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App$Pay.charge(App.java:2)\n"
                    "\tat App.main(App.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 more\n"
                    "[main] INFO Pay - order 8 placed"
                ),
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "Pay"},
                    {"level": "WARNING", "message": "stock low\nsecond line", "logger": "Pay"},
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "Pay",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"level": "INFO", "message": "order 8 placed", "logger": "Pay"},
                ),
                writer="SLF4J 1.7 simple (short names)",
            ),
        ),
    ),
    TextFormat(
        name="jetty",
        title="Jetty",
        begins=rf"{ISO_TIME}:{_LEVEL} *:(?:[\w.$]*:[\w\-]+: |(?:o\w+\.[A-Z][\w$]*)?:)",
        pattern=rf"(?P<time>{ISO_TIME}):(?P<level>{_LEVEL}) *:(?P<logger>[\w.$]*):(?:(?P<thread>[\w\-]+): )?(?P<message>{REST})",
        priority=29,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123:INFO :oejs.Server:main: jetty-11.0.15\n2026-11-26 10:00:01.123:WARN:oejs.HttpChannel:qtp1-17: stock low",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "oejs.Server",
                        "message": "jetty-11.0.15",
                    },
                    {"level": "WARNING", "logger": "oejs.HttpChannel", "message": "stock low"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:04:11.244:INFO::main: Logging initialized @204ms to org.eclipse.jetty.util.log.StdErrLog\n"
                    "2026-11-30 04:04:11.548:INFO:oejs.AbstractConnector:main: Started ServerConnector@53bd815b{HTTP/1.1, (http/1.1)}{0.0.0.0:33629}\n"
                    "2026-11-30 04:04:11.551:INFO:oejs.Server:main: Started @546ms\n"
                    "2026-11-30 04:04:11.770:WARN:oejs.HttpChannel:qtp1848402763-14: /pay\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat JE$1.handle(JE.java:2)\n"
                    "\tat org.eclipse.jetty.server.handler.HandlerWrapper.handle(HandlerWrapper.java:127)\n"
                    "\tat org.eclipse.jetty.server.Server.handle(Server.java:516)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:04:11.244Z",
                        "level": "INFO",
                        "message": "Logging initialized @204ms to org.eclipse.jetty.util.log.StdErrLog",
                    },
                    {
                        "ts": "2026-11-30T04:04:11.548Z",
                        "level": "INFO",
                        "message": "Started ServerConnector@53bd815b{HTTP/1.1, (http/1.1)}{0.0.0.0:33629}",
                        "logger": "oejs.AbstractConnector",
                    },
                    {
                        "ts": "2026-11-30T04:04:11.551Z",
                        "level": "INFO",
                        "message": "Started @546ms",
                        "logger": "oejs.Server",
                    },
                    {
                        "ts": "2026-11-30T04:04:11.77Z",
                        "level": "WARNING",
                        "message": "/pay",
                        "logger": "oejs.HttpChannel",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Jetty 9.4",
            ),
            Sample(
                lines=(
                    "2014-10-16 19:08:14.240:INFO:oejs.Server:jetty-8.1.14.v20131031\n"
                    "2014-10-16 19:08:14.264:INFO:oejs.AbstractConnector:Started SelectChannelConnector@0.0.0.0:8081"
                ),
                records=(
                    {
                        "ts": "2014-10-16T19:08:14.24Z",
                        "level": "INFO",
                        "message": "jetty-8.1.14.v20131031",
                        "logger": "oejs.Server",
                    },
                    {
                        "ts": "2014-10-16T19:08:14.264Z",
                        "level": "INFO",
                        "message": "Started SelectChannelConnector@0.0.0.0:8081",
                        "logger": "oejs.AbstractConnector",
                    },
                ),
                writer="Jetty 8 (published)",
            ),
            Sample(
                lines=(
                    "2023-05-11 11:52:17.891:INFO :oejs.Server:main: jetty-11.0.15; built: 2023-04-11T18:37:53.775Z; git: 5bc5e562; jvm 17.0.7+7\n"
                    "2023-05-11 11:52:18.891:INFO :oejs.AbstractConnector:main: Started ServerConnector@488b50ec{HTTP/1.1, (http/1.1)}{0.0.0.0:8080}"
                ),
                records=(
                    {
                        "ts": "2023-05-11T11:52:17.891Z",
                        "level": "INFO",
                        "message": "jetty-11.0.15; built: 2023-04-11T18:37:53.775Z; git: 5bc5e562; jvm 17.0.7+7",
                        "logger": "oejs.Server",
                    },
                    {
                        "ts": "2023-05-11T11:52:18.891Z",
                        "level": "INFO",
                        "message": "Started ServerConnector@488b50ec{HTTP/1.1, (http/1.1)}{0.0.0.0:8080}",
                        "logger": "oejs.AbstractConnector",
                    },
                ),
                writer="Jetty 11 (published)",
            ),
            Sample(
                lines=(
                    "2025-05-30 12:20:08.003:WARN :oejen.HttpChannel:qtp1208292584-2488: /pay\n"
                    "jakarta.servlet.ServletException: no card\n"
                    "\tat com.acme.Pay.charge(Pay.java:12)"
                ),
                records=(
                    {
                        "ts": "2025-05-30T12:20:08.003Z",
                        "level": "WARNING",
                        "message": "/pay",
                        "logger": "oejen.HttpChannel",
                        "error_type": "jakarta.servlet.ServletException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Jetty 12.1 (published)",
            ),
        ),
    ),
    TextFormat(
        name="jboss",
        title="Quarkus, WildFly",
        begins=rf"(?:{ISO_TIME}|{CLOCK}) (?:[\w.\-]+ )?{_LEVEL} +\[[\w.$\-]+\] \([^)\n]+\) ",
        pattern=rf"(?P<time>{ISO_TIME}|{CLOCK}) (?:(?P<host>[\w.\-]+) )?(?P<level>{_LEVEL}) +\[(?P<logger>[\w.$\-]+)\] "
        rf"\((?P<thread>[^)\n]+)\) (?P<message>{REST})",
        levels=_LEVELS,
        priority=38,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00,123 INFO  [com.acme.Orders] (executor-thread-1) order 7 placed\n"
                "2026-11-26 10:00:00,124 WARN  [org.jboss.as] (MSC service thread 1-1) WFLYSRV0049: stock low",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "com.acme.Orders",
                        "message": "order 7 placed",
                    },
                    {"level": "WARNING", "logger": "org.jboss.as", "message": "WFLYSRV0049: stock low"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:03:20,648 INFO  [org.jboss.as.server] (main) WFLYSRV0025: started\n"
                    "2026-11-30 04:03:20,841 WARNING [org.jboss.as.server] (main) stock low\n"
                    "second line\n"
                    "2026-11-30 04:03:20,842 SEVERE [org.jboss.as.server] (main) charge failed: java.lang.IllegalStateException: no card\n"
                    "\tat JB.main(JB.java:3)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:03:20.648Z",
                        "level": "INFO",
                        "message": "WFLYSRV0025: started",
                        "logger": "org.jboss.as.server",
                    },
                    {
                        "ts": "2026-11-30T04:03:20.841Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "org.jboss.as.server",
                    },
                    {
                        "ts": "2026-11-30T04:03:20.842Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "org.jboss.as.server",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="JBoss LogManager 2.1 (WildFly's pattern)",
            ),
            Sample(
                lines=(
                    "04:03:21,231 INFO  [org.jboss.as.server] (main) WFLYSRV0025: started\n"
                    "04:03:21,396 WARNING [org.jboss.as.server] (main) stock low\n"
                    "second line\n"
                    "04:03:21,396 SEVERE [org.jboss.as.server] (main) charge failed: java.lang.IllegalStateException: no card\n"
                    "\tat JB.main(JB.java:3)"
                ),
                records=(
                    {
                        "ts": "2026-01-05T04:03:21.231Z",
                        "level": "INFO",
                        "message": "WFLYSRV0025: started",
                        "logger": "org.jboss.as.server",
                    },
                    {
                        "ts": "2026-01-05T04:03:21.396Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "org.jboss.as.server",
                    },
                    {
                        "ts": "2026-01-05T04:03:21.396Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "org.jboss.as.server",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="JBoss LogManager 2.1 (console)",
            ),
        ),
    ),
    TextFormat(
        name="tomcat",
        title="Tomcat",
        begins=rf"{DASHED_TIME} [A-Z]+ \[[^\]\n]*\] [\w.$]+",
        pattern=rf"(?P<time>{DASHED_TIME}) (?P<level>[A-Z]+) \[(?P<thread>[^\]\n]*)\] (?P<logger>[\w.$]+?)"
        rf"(?:\.(?P<function>[a-z<]\w*>?))?(?: (?P<message>{REST}))?",
        levels=_LEVELS,
        priority=31,
        samples=(
            Sample(
                lines="26-Nov-2026 10:00:00.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [123] milliseconds\n"
                f"26-Nov-2026 10:00:01.123 SEVERE [http-nio-8080-exec-1] com.acme.Pay.invoke charge failed\n{_STACK}",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "org.apache.catalina.startup.Catalina",
                        "message": "Server startup in [123] milliseconds",
                        "attributes": {"function": "start", "thread": "main"},
                    },
                    _FAILED,
                ),
            ),
            Sample(
                lines="29-Nov-2026 22:43:48.406 INFO [main] M.jul order placed\n"
                "29-Nov-2026 22:43:48.406 WARNING [main] M.jul slow\n"
                "very\n"
                "29-Nov-2026 22:43:48.407 SEVERE [main] M.jul pay failed\n"
                "\tjava.lang.IllegalStateException: no money\n"
                "\t\tat M.pay(M.java:3)\n"
                "\t\tat M.jul(M.java:5)\n"
                "\t\tat M.main(M.java:8)",
                records=(
                    {"ts": "2026-11-29T22:43:48.406000Z", "level": "INFO", "message": "order placed", "logger": "M"},
                    {"ts": "2026-11-29T22:43:48.406000Z", "level": "WARNING", "message": "slow\nvery", "logger": "M"},
                    {
                        "ts": "2026-11-29T22:43:48.407000Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "M",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="Tomcat 10.1 JULI",
            ),
            Sample(
                lines=(
                    "30-Nov-2026 04:09:44.431 INFO [main] JU.main order 7 placed\n"
                    "30-Nov-2026 04:09:44.640 WARNING [main] JU.main stock low\n"
                    "second line\n"
                    "30-Nov-2026 04:09:44.640 SEVERE [main] JU.main charge failed\n"
                    "\tjava.lang.IllegalStateException: no card\n"
                    "\t\tat JU.main(JU.java:2)"
                ),
                records=(
                    {"ts": "2026-11-30T04:09:44.431Z", "level": "INFO", "message": "order 7 placed", "logger": "JU"},
                    {
                        "ts": "2026-11-30T04:09:44.64Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "JU",
                    },
                    {
                        "ts": "2026-11-30T04:09:44.64Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "JU",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Tomcat 10.1 JULI (trace)",
            ),
        ),
    ),
    TextFormat(
        name="java_util_logging",
        title="java.util.logging",
        begins=rf"{ENGLISH_TIME} [\w.$]+",
        head=rf"{ENGLISH_TIME} [\w.$]+(?: [\w$<>]+)?",
        pattern=rf"(?P<time>{ENGLISH_TIME}) (?P<logger>[\w.$]+)(?: (?P<function>[\w$<>]+))?\r?\n(?P<level>[A-Z]+): (?P<message>{REST})",
        levels=_LEVELS,
        priority=30,
        samples=(
            Sample(
                lines=f"Nov 26, 2026 10:00:00 AM com.acme.Pay main\nINFO: order 7 placed\n"
                f"Nov 26, 2026 10:00:01\u202fPM com.acme.Pay main\nSEVERE: charge failed\n{_STACK}",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "logger": "com.acme.Pay",
                        "message": "order 7 placed",
                        "attributes": {"function": "main"},
                    },
                    {"ts": "2026-11-26T22:00:01Z", **_FAILED},
                ),
            ),
            Sample(
                lines="Nov 29, 2026 10:43:48 PM M jul\n"
                "INFO: order placed\n"
                "Nov 29, 2026 10:43:48 PM M jul\n"
                "WARNING: slow\n"
                "very\n"
                "Nov 29, 2026 10:43:48 PM M jul\n"
                "SEVERE: pay failed\n"
                "java.lang.IllegalStateException: no money",
                records=(
                    {"ts": "2026-11-29T22:43:48Z", "level": "INFO", "message": "order placed", "logger": "M"},
                    {"ts": "2026-11-29T22:43:48Z", "level": "WARNING", "message": "slow\nvery", "logger": "M"},
                    {
                        "ts": "2026-11-29T22:43:48Z",
                        "level": "ERROR",
                        "message": "pay failed\njava.lang.IllegalStateException: no money",
                        "logger": "M",
                    },
                ),
                writer="OpenJDK 17",
            ),
            Sample(
                lines=(
                    "Nov 30, 2026 4:10:27 AM JU main\n"
                    "INFO: order 7 placed\n"
                    "Nov 30, 2026 4:10:27 AM JU main\n"
                    "WARNING: stock low\n"
                    "second line\n"
                    "Nov 30, 2026 4:10:27 AM JU main\n"
                    "SEVERE: charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat JU.main(JU.java:2)"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:27Z", "level": "INFO", "message": "order 7 placed", "logger": "JU"},
                    {
                        "ts": "2026-11-30T04:10:27Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "JU",
                    },
                    {
                        "ts": "2026-11-30T04:10:27Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "JU",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Temurin 25",
            ),
        ),
    ),
)
