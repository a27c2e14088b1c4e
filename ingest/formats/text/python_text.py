r"""Python's logging: basicConfig, and a time, level, name and place in the usual orders and with the usual separators.

One long module: these formats share the parts of their patterns, and most of it are samples.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLOCK, ISO_TIME, LAZY, LEVEL, NAME, REST, TIME

_TIME = rf"(?:{TIME})"
_LEVEL = rf"(?:{LEVEL}|WARNI|CRITI)\b"
"""A level, also cut to five letters (`%(levelname)-5.5s`)."""
_CAPITALS = r"(?:TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN|WARNING|ERROR|CRITICAL|FATAL|WARNI|CRITI)\b"
_LEVELS = {"WARNI": "WARNING", "CRITI": "CRITICAL"}
_GAP = r"(?:[ \t]*(?:[-|;,:]|::|>)[ \t]+|[|;]|[ \t]+)"
_GAP_OR_NONE = rf"{_GAP}?"
_PLAIN_LEVEL = (
    rf"(?:[\[(](?P<levelname>{LEVEL}) *[\])](?:{_GAP}|:)?"
    rf"|(?P<severity>{LEVEL})(?: *[:|;] *| +- +|  +))"
)
"""In capitals anywhere; other words are levels in brackets or before a separator, else they begin a sentence."""
_NUMBER = r"\d{1,20}"
_THREAD = (
    r"(?:MainThread|MainProcess|Dummy-\d+|Thread-\d+(?: \([^)\n]*\))?|[\w.]*(?:Thread|Process|Worker|Executor|Pool)[\w\-]*"
    r"|AnyIO worker thread|asyncio_\d+|Process-\d+(?::\d+)?)"
)
_FILE = r"[\w./\\\-<>]+\.pyx?"
_DOTTED = r"[a-z_]\w*(?:\.[A-Za-z_]\w*)+"
_BEFORE = (
    rf"(?:[\[(]?(?P<process>{_NUMBER})[\])]?{_GAP})?(?:[\[(]?(?P<thread>{_THREAD}) *[\])]?{_GAP})?"
    rf"(?:[\[({{]?(?P<pathname>{_FILE}):(?P<lineno>\d+)(?::(?P<function>[A-Za-z_<][\w<>]*))?[\])}}]?{_GAP}"
    rf"|[\[(<{{]?(?P<logger>{NAME}?)(?::(?P<line>\d+))?[\])>}}]? *{_GAP_OR_NONE})?"
)
"""What may stand between the time and the level: numbers of the process, a thread, a place or a logger."""
_AFTER = (
    rf"(?:(?:in (?P<module>[\w.]+)(?::(?P<module_line>\d+))?: )"
    rf"|(?:[\[(](?P<pid>{_NUMBER})[\])]{_GAP_OR_NONE})?(?:[\[(]?(?P<thread_name>{_THREAD}) *[\])]?{_GAP_OR_NONE})?"
    rf"(?:[\[({{]?(?P<file>{_FILE}):(?P<file_line>\d+)(?::(?P<file_function>[A-Za-z_<][\w<>]*)| (?P<called>\w+)\(\))?[\])}}]?{_GAP_OR_NONE}"
    rf"|(?P<module_name>\w+) (?P<process_id>{_NUMBER}) (?P<thread_id>{_NUMBER}) "
    rf"|[\[(](?P<log_name>[A-Za-z_][\w.$/\-]*)(?:[:.](?P<log_function>[A-Za-z_<][\w<>]*)(?:\(\))?)??(?::(?P<log_line>\d+))?[\])]{_GAP_OR_NONE}"
    rf"|(?P<logger_name>[A-Za-z_][\w.\-]*)(?::(?P<name_function>[A-Za-z_<][\w<>]*)(?:\(\))?)?(?::(?P<name_line>\d+))? *(?::[ \t]+| -[ \t]+| ?\| ?|\t)"
    rf"|(?P<log_logger>{_DOTTED})(?::(?P<log_lineno>\d+))?[ \t]+|))"
)
"""What may stand between the level and the message."""

FORMATS = (
    TextFormat(
        name="python_basic",
        title="Python logging.basicConfig",
        begins=r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.\-]+:",
        pattern=rf"(?P<level>[A-Z]+):(?P<logger>[\w.\-]+):(?P<message>{REST})",
        samples=(
            Sample(
                lines="WARNING:app.orders:stock low\nINFO:root:no time here",
                records=(
                    {"level": "WARNING", "logger": "app.orders", "message": "stock low"},
                    {"level": "INFO", "logger": "root", "message": "no time here"},
                ),
            ),
            Sample(
                lines="INFO:shop.pay:order 7 placed\nWARNING:shop.pay:stock low\nsecond line",
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "shop.pay"},
                    {"level": "WARNING", "message": "stock low\nsecond line", "logger": "shop.pay"},
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "INFO:shop.pay:order 7 placed\n"
                    "WARNING:shop.pay:stock low\n"
                    "second line\n"
                    "ERROR:shop.pay:charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "shop.pay"},
                    {"level": "WARNING", "message": "stock low\nsecond line", "logger": "shop.pay"},
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13",
            ),
        ),
    ),
    TextFormat(
        name="python_place",
        title="Python logging with the place at the end",
        begins=rf"\[?{ISO_TIME}\]? (?:- )?\[?{LEVEL}\]?(?: in [\w.]+)?: ",
        pattern=rf"\[?(?P<time>{ISO_TIME})\]? (?:- )?\[?(?P<level>[A-Za-z]+)\]?(?: in (?P<logger>[\w.]+))?: "
        rf"(?P<message>{LAZY})(?: \[in (?P<pathname>[^\]\n]+):(?P<lineno>\d+)\])(?:\n(?P<stack_trace>{REST}))?",
        priority=25,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00,123 INFO: started [in /srv/app/app.py:12]\n"
                "2026-11-26 10:00:01,123 ERROR: Exception on /pay [POST] [in /srv/venv/flask/app.py:1414]\n"
                'Traceback (most recent call last):\n  File "/srv/app/pay.py", line 12, in pay\n'
                '    raise ValueError("no card")\nValueError: no card',
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "level": "INFO", "message": "started"},
                    {
                        "level": "ERROR",
                        "message": "Exception on /pay [POST]",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:24,879 INFO: order 7 placed [in /srv/shop/fmt2.py:14]\n"
                    "2026-11-30 04:10:24,879 WARNING: stock low\n"
                    "second line [in /srv/shop/fmt2.py:14]\n"
                    "2026-11-30 04:10:24,879 ERROR: charge failed [in /srv/shop/fmt2.py:16]\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:24.879Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:10:24.879Z", "level": "WARNING", "message": "stock low\nsecond line"},
                    {
                        "ts": "2026-11-30T04:10:24.879Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:25,048 INFO: order 7 placed [in fmt2.py:14]\n"
                    "2026-11-30 04:10:25,048 WARNING: stock low\n"
                    "second line [in fmt2.py:14]\n"
                    "2026-11-30 04:10:25,048 ERROR: charge failed [in fmt2.py:16]\n"
                    "Traceback (most recent call last):\n"
                    '  File "fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "ValueError: no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:25.048Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:10:25.048Z", "level": "WARNING", "message": "stock low\nsecond line"},
                    {
                        "ts": "2026-11-30T04:10:25.048Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.8",
            ),
        ),
    ),
    TextFormat(
        name="python_colons",
        title="Python logging, parts with colons between them",
        begins=rf"(?:{ISO_TIME}:{_LEVEL}:|{_LEVEL}:{ISO_TIME}:|\[{ISO_TIME}\] {_LEVEL}:[A-Za-z_][\w.\-]*:)",
        pattern=rf"(?:\[?(?P<time>{ISO_TIME})(?::|\] )(?P<level>{_LEVEL})|(?P<levelname>{_LEVEL}):(?P<asctime>{ISO_TIME})):"
        rf"(?:(?P<logger>[A-Za-z_][\w.\-]*)(?::(?P<line>\d+)|:(?P<thread>MainThread|Scheduler|(?:Thread|Worker)-[^:\n]+))?:)?[ \t]*(?P<message>{REST})",
        levels=_LEVELS,
        priority=31,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,713:INFO:app.orders:order 7 placed\nERROR:2026-11-29 19:20:01,714:app.orders:charge failed",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.713Z",
                        "level": "INFO",
                        "logger": "app.orders",
                        "message": "order 7 placed",
                    },
                    {
                        "ts": "2026-11-29T19:20:01.714Z",
                        "level": "ERROR",
                        "logger": "app.orders",
                        "message": "charge failed",
                    },
                ),
            ),
            Sample(
                lines="2026-11-29 22:32:17,603:INFO:shop.pay:order 7 placed\n"
                "2026-11-29 22:32:17,603:WARNING:shop.pay:stock low\n"
                "second line",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.603000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-29T22:32:17.603000Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "[2026-11-30 03:59:46,964] INFO:huey.consumer:MainThread:Huey consumer started with 1 thread, PID 25514 at 2026-11-30 03:59:46.963993\n"
                    "[2026-11-30 03:59:46,964] INFO:huey.consumer:MainThread:The following commands are available:\n"
                    "+ hu.pay\n"
                    "[2026-11-30 03:59:47,009] INFO:huey:Worker-1:Executing hu.pay: 58c3a01d-0995-46e9-aea4-ff9ca00fbc0f\n"
                    "[2026-11-30 03:59:47,009] ERROR:huey:Worker-1:Unhandled exception in task 58c3a01d-0995-46e9-aea4-ff9ca00fbc0f.\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/venv/huey/api.py", line 453, in _execute\n'
                    "    task_value = task.execute()\n"
                    "                 ^^^^^^^^^^^^^^\n"
                    '  File "/srv/venv/huey/api.py", line 976, in execute\n'
                    "    return func(*args, **kwargs)\n"
                    "           ^^^^^^^^^^^^^^^^^^^^^\n"
                    '  File "/srv/shop/hu.py", line 5, in pay\n'
                    "    if n>1: raise ValueError('no card')\n"
                    "            ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:59:46.964Z",
                        "level": "INFO",
                        "message": "Huey consumer started with 1 thread, PID 25514 at 2026-11-30 03:59:46.963993",
                        "logger": "huey.consumer",
                    },
                    {
                        "ts": "2026-11-30T03:59:46.964Z",
                        "level": "INFO",
                        "message": "The following commands are available:\n+ hu.pay",
                        "logger": "huey.consumer",
                    },
                    {
                        "ts": "2026-11-30T03:59:47.009Z",
                        "level": "INFO",
                        "message": "Executing hu.pay: 58c3a01d-0995-46e9-aea4-ff9ca00fbc0f",
                        "logger": "huey",
                    },
                    {
                        "ts": "2026-11-30T03:59:47.009Z",
                        "level": "ERROR",
                        "message": "Unhandled exception in task 58c3a01d-0995-46e9-aea4-ff9ca00fbc0f.",
                        "logger": "huey",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="huey 2",
            ),
        ),
    ),
    TextFormat(
        name="python_error",
        title="Python logging, time, level, and an exception as the message",
        begins=rf"[\[(]?{_TIME}[\])]?{_GAP}[\[(]?{_LEVEL}[\])]?{_GAP}[\w.]*(?:Error|Exception|Warning):",
        pattern=rf"[\[(]?(?P<time>{_TIME})[\])]?{_GAP}[\[(]?(?P<level>{_LEVEL})[\])]?{_GAP}"
        rf"(?P<message>[\w.]*(?:Error|Exception|Warning):{REST})",
        levels=_LEVELS,
        priority=33,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,713 ERROR ValueError: no card\n[2026-11-29 19:20:02] WARNING: DeprecationWarning: old call",
                records=(
                    {"ts": "2026-11-29T19:20:01.713Z", "level": "ERROR", "message": "ValueError: no card"},
                    {
                        "ts": "2026-11-29T19:20:02Z",
                        "level": "WARNING",
                        "message": "DeprecationWarning: old call",
                    },
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:24,879 ERROR ValueError: no card\n2026-11-30 04:10:24,879 ERROR KeyError: 'sku'"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:24.879Z", "level": "ERROR", "message": "ValueError: no card"},
                    {"ts": "2026-11-30T04:10:24.879Z", "level": "ERROR", "message": "KeyError: 'sku'"},
                ),
                writer="Python 3.13",
            ),
            Sample(
                lines=(
                    "[2026-11-30 04:10:25] ERROR: ValueError: no card\n[2026-11-30 04:10:25] ERROR: TimeoutError: bank"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:25Z", "level": "ERROR", "message": "ValueError: no card"},
                    {"ts": "2026-11-30T04:10:25Z", "level": "ERROR", "message": "TimeoutError: bank"},
                ),
                writer="Python 3.8 (brackets)",
            ),
        ),
    ),
    TextFormat(
        name="python_level_name",
        title="Python logging: time, level, name with a colon",
        begins=rf"[\[(]?{_TIME}[\])]?,? [\[(]?{_CAPITALS} *[\])]?:? [A-Za-z_][\w.\-]*(?::\d+)?: ",
        pattern=rf"[\[(]?(?P<time>{_TIME})[\])]?,? [\[(]?(?P<level>{_CAPITALS}) *[\])]?:? "
        rf"(?P<logger>[A-Za-z_][\w.\-]*)(?::(?P<line>\d+))?: +(?P<message>{REST})",
        levels=_LEVELS,
        priority=34,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,690 INFO app.orders: order 7 placed\n"
                "2026-11-29 19:20:01,690 [WARNING] app.orders: stock low",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.69Z",
                        "level": "INFO",
                        "logger": "app.orders",
                        "message": "order 7 placed",
                    },
                    {"level": "WARNING", "logger": "app.orders", "message": "stock low"},
                ),
            ),
            Sample(
                lines="[2026-11-29 22:32:17,602] [INFO] shop.pay: order 7 placed\n"
                "[2026-11-29 22:32:17,602] [WARNING] shop.pay: stock low\n"
                "second line",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.602000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-29T22:32:17.602000Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines="2026-11-29 22:31:50 INFO __main__: plain\n2026-11-29 22:31:50 DEBUG __main__: plain two",
                records=(
                    {"ts": "2026-11-29T22:31:50Z", "level": "INFO", "message": "plain", "logger": "__main__"},
                    {"ts": "2026-11-29T22:31:50Z", "level": "DEBUG", "message": "plain two", "logger": "__main__"},
                ),
                writer="Loguru 0.7 (format)",
            ),
        ),
    ),
    TextFormat(
        name="odoo",
        title="Odoo",
        begins=rf"{ISO_TIME} \d+ [A-Z]+ \S+ [\w.]+: ",
        pattern=rf"(?P<time>{ISO_TIME}) (?P<process>\d+) (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.]+): "
        r'(?P<message>(?P<client_ip>\S+) - - \[[^\]\n]*\] "(?P<request>[^"\n]*)" (?P<status>\d{3}) \S+'
        rf"(?: (?P<query_count>\d+) (?P<query_s>[\d.]+) (?P<remaining_s>[\d.]+))?|{REST})",
        empty=("", "?"),
        priority=32,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,725 17 INFO shop odoo.modules.loading: Modules loaded.\n"
                "2026-11-29 19:20:02,725 17 WARNING ? odoo.http: stock low",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.725Z",
                        "level": "INFO",
                        "logger": "odoo.modules.loading",
                        "message": "Modules loaded.",
                        "attributes": {"process": "17", "database": "shop"},
                    },
                    {"level": "WARNING", "logger": "odoo.http", "message": "stock low"},
                ),
            ),
            Sample(
                lines=(
                    '2016-09-03 17:51:06,940 4320 INFO shop werkzeug: 203.0.113.5 - - [03/Sep/2016 17:51:06] "POST /web/action/load HTTP/1.1" 200 -\n'
                    "2017-02-14 19:50:01,572 1421 ERROR ? werkzeug: Error on request:\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/serving.py", line 177, in run_wsgi\n'
                    "    execute(self.server.app)\n"
                    "ValueError: need more than 1 value to unpack"
                ),
                records=(
                    {
                        "ts": "2016-09-03T17:51:06.94Z",
                        "level": "INFO",
                        "logger": "werkzeug",
                        "method": "POST",
                        "path": "/web/action/load",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2017-02-14T19:50:01.572Z",
                        "level": "ERROR",
                        "message": "Error on request",
                        "logger": "werkzeug",
                        "error_type": "ValueError",
                        "error_message": "need more than 1 value to unpack",
                        "stack_trace": True,
                    },
                ),
                writer="Odoo 8 (published)",
            ),
            Sample(
                lines=(
                    '2024-11-04 02:24:38,332 1 INFO shop werkzeug: 203.0.113.5 - - [04/Nov/2024 02:24:38] "POST /web/dataset/call_kw/orders/web_read HTTP/1.1" 500 - 3 0.001 0.004\n'
                    "2024-11-04 02:24:42,941 1 INFO shop odoo.modules.registry: Caches invalidated, signaling through the database: ['default']"
                ),
                records=(
                    {
                        "ts": "2024-11-04T02:24:38.332Z",
                        "level": "INFO",
                        "logger": "werkzeug",
                        "method": "POST",
                        "path": "/web/dataset/call_kw/orders/web_read",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2024-11-04T02:24:42.941Z",
                        "level": "INFO",
                        "message": "Caches invalidated, signaling through the database: ['default']",
                        "logger": "odoo.modules.registry",
                    },
                ),
                writer="Odoo 18 (published)",
            ),
        ),
    ),
    TextFormat(
        name="coloredlogs",
        title="coloredlogs",
        begins=rf"{ISO_TIME} \S+ [\w.\-]+\[\d+\] {_CAPITALS} ",
        pattern=rf"(?P<time>{ISO_TIME}) (?P<host>\S+) (?P<logger>[\w.\-]+)\[(?P<process>\d+)\] (?P<level>{_CAPITALS}) (?P<message>{REST})",
        priority=33,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01 web1 app.orders[17] INFO order 7 placed\n"
                "2026-11-29 19:20:02 web1 root[17] WARNING stock low",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01Z",
                        "host": "web1",
                        "logger": "app.orders",
                        "level": "INFO",
                        "message": "order 7 placed",
                    },
                    {"logger": "root", "level": "WARNING", "message": "stock low"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 03:59:43 web1 shop.pay[25207] INFO order 7 placed\n"
                    "2026-11-30 03:59:43 web1 shop.pay[25207] WARNING stock low\n"
                    "2026-11-30 03:59:43 web1 shop.pay[25207] ERROR charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/a.py", line 6, in <module>\n'
                    "    try: 1/0\n"
                    "         ~^~\n"
                    "ZeroDivisionError: division by zero"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:59:43Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-30T03:59:43Z",
                        "level": "WARNING",
                        "message": "stock low",
                        "logger": "shop.pay",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-30T03:59:43Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "host": "web1",
                        "error_type": "ZeroDivisionError",
                        "error_message": "division by zero",
                        "stack_trace": True,
                    },
                ),
                writer="coloredlogs 15",
            ),
            Sample(
                lines=(
                    "2026-11-30 03:59:43,196 web1 shop.pay[25207] INFO order 7 placed\n"
                    "2026-11-30 03:59:43,196 web1 shop.pay[25207] ERROR charge failed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:59:43.196Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-30T03:59:43.196Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "host": "web1",
                    },
                ),
                writer="coloredlogs 15 (milliseconds)",
            ),
        ),
    ),
    TextFormat(
        name="python_dashes",
        title="Python logging: time, name, level and message with hyphens, or none, between them",
        begins=rf"{ISO_TIME} (?:- \w[\w.\-]* - {_CAPITALS} - |\w[\w.\-]* {_CAPITALS} )",
        pattern=rf"(?P<time>{ISO_TIME}) (?:- )?(?P<logger>\w[\w.\-]*) (?:- )?(?P<level>{_CAPITALS}) (?:- )?(?P<message>{REST})",
        levels=_LEVELS,
        priority=37,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,688 - app.orders - INFO - order 7 placed\n"
                "2026-11-29 19:20:02,688 app.orders WARNING stock low",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.688Z",
                        "logger": "app.orders",
                        "level": "INFO",
                        "message": "order 7 placed",
                    },
                    {"logger": "app.orders", "level": "WARNING", "message": "stock low"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:32:17,602 - shop.pay - INFO - order 7 placed\n"
                "2026-11-29 22:32:17,602 - shop.pay - WARNING - stock low\n"
                "second line",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.602000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-29T22:32:17.602000Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:24,878 - shop.pay - INFO - order 7 placed\n"
                    "2026-11-30 04:10:24,878 - shop.pay - WARNING - stock low\n"
                    "second line\n"
                    "2026-11-30 04:10:24,878 - shop.pay - ERROR - charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:10:24.878Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-30T04:10:24.878Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-30T04:10:24.878Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13",
            ),
        ),
    ),
    TextFormat(
        name="python_asctime",
        title="Python logging: time, then level, name and place in any order",
        begins=rf"[\[(]?{_TIME}[\])]?{_GAP_OR_NONE}[\[({{<\w]",
        pattern=rf"[\[(]?(?P<time>{_TIME})[\])]?{_GAP_OR_NONE}(?:{_BEFORE}[\[(]?(?P<level>{_CAPITALS}) *[\])]?(?:{_GAP}|:)?"
        rf"|{_PLAIN_LEVEL}){_AFTER}(?P<message>{REST})",
        levels=_LEVELS,
        priority=60,
        samples=(
            Sample(
                lines="[2026-11-29 19:25:08,192] WARNING in fl: stock low\n"
                "2026-11-29 19:20:01,702 - 17 - MainThread - app.orders - ERROR - charge failed\n"
                "2026-11-29 19:20:01,701 DEBUG [app.orders:53] priced",
                records=(
                    {"logger": "fl", "level": "WARNING", "message": "stock low"},
                    {"logger": "app.orders", "level": "ERROR", "message": "charge failed"},
                    {"logger": "app.orders", "level": "DEBUG", "message": "priced"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:32:17,605 INFO     [lo.py:9] order 7 placed\n"
                "2026-11-29 22:32:17,605 WARNING  [lo.py:9] stock low\n"
                "second line",
                records=(
                    {"ts": "2026-11-29T22:32:17.605000Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-29T22:32:17.605000Z", "level": "WARNING", "message": "stock low\nsecond line"},
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines="[2026-11-29 22:31:53,180] WARNING in fl: hello from a view",
                records=(
                    {
                        "ts": "2026-11-29T22:31:53.180000Z",
                        "level": "WARNING",
                        "message": "hello from a view",
                        "logger": "fl",
                    },
                ),
                writer="Flask 3.1",
            ),
            Sample(
                lines="[2026-11-29 22:32:20,113] WARNING in fl: hello from a view",
                records=(
                    {
                        "ts": "2026-11-29T22:32:20.113000Z",
                        "level": "WARNING",
                        "message": "hello from a view",
                        "logger": "fl",
                    },
                ),
                writer="Flask 2.0",
            ),
            Sample(
                lines=(
                    "2026-11-30 03:59:44 [scrapy.utils.log] INFO: Scrapy 2.19.0 started (bot: scrapybot)\n"
                    "2026-11-30 03:59:44 [scrapy.utils.log] INFO: Versions:\n"
                    "{'lxml': '6.1.3',\n"
                    " 'Platform': 'Linux-6.1-x86_64'}\n"
                    "2026-11-30 03:59:44 [scrapy.crawler] DEBUG: Using AsyncCrawlerProcess\n"
                    "2026-11-30 03:59:44 [scrapy.crawler] INFO: Overridden settings:\n"
                    "{'LOG_LEVEL': 'INFO',\n"
                    " 'RETRY_TIMES': 1,\n"
                    " 'SPIDER_LOADER_CLASS': <class 'scrapy.spiderloader.DummySpiderLoader'>}"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:59:44Z",
                        "level": "INFO",
                        "message": "Scrapy 2.19.0 started (bot: scrapybot)",
                        "logger": "scrapy.utils.log",
                    },
                    {
                        "ts": "2026-11-30T03:59:44Z",
                        "level": "INFO",
                        "message": "Versions:\n{'lxml': '6.1.3',\n 'Platform': 'Linux-6.1-x86_64'}",
                        "logger": "scrapy.utils.log",
                    },
                    {
                        "ts": "2026-11-30T03:59:44Z",
                        "level": "DEBUG",
                        "message": "Using AsyncCrawlerProcess",
                        "logger": "scrapy.crawler",
                    },
                    {
                        "ts": "2026-11-30T03:59:44Z",
                        "level": "INFO",
                        "message": "Overridden settings:\n{'LOG_LEVEL': 'INFO',\n 'RETRY_TIMES': 1,\n 'SPIDER_LOADER_CLASS': <class 'scrapy.spiderloader.DummySpiderLoader'>}",
                        "logger": "scrapy.crawler",
                    },
                ),
                writer="Scrapy 2.19",
            ),
        ),
    ),
    TextFormat(
        name="python_level_first",
        title="Python logging: level, then time, name and place",
        begins=rf"[\[(]?{_LEVEL} *[\])]?(?:{_GAP}|:)?[\[(]?{_TIME}",
        pattern=rf"[\[(]?(?P<level>{_LEVEL}) *[\])]?(?:{_GAP}|:)?[\[(]?(?P<time>{_TIME})[\])]?(?:{_GAP}|:)?"
        rf"{_AFTER}(?P<message>{REST})",
        levels=_LEVELS,
        priority=34,
        samples=(
            Sample(
                lines="INFO 2026-11-29 19:20:01,699 views 17 140227824040832 order 7 placed\n"
                "[ERROR] 2026-11-29 19:20:01,714 app.orders: charge failed",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.699Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "attributes": {"module_name": "views", "process_id": "17", "thread_id": "140227824040832"},
                    },
                    {
                        "ts": "2026-11-29T19:20:01.714Z",
                        "level": "ERROR",
                        "logger": "app.orders",
                        "message": "charge failed",
                    },
                ),
            ),
            Sample(
                lines="INFO 2026-11-29 22:32:17,604 lo 7987 140319892724608 order 7 placed\n"
                "WARNING 2026-11-29 22:32:17,604 lo 7987 140319892724608 stock low\n"
                "second line",
                records=(
                    {"ts": "2026-11-29T22:32:17.604000Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-29T22:32:17.604000Z", "level": "WARNING", "message": "stock low\nsecond line"},
                ),
                writer="Python 3.11 (Django's verbose)",
            ),
            Sample(
                lines=(
                    "INFO 2026-11-30 04:10:24,878 fmt2 22729 140190568573824 order 7 placed\n"
                    "WARNING 2026-11-30 04:10:24,878 fmt2 22729 140190568573824 stock low\n"
                    "second line\n"
                    "ERROR 2026-11-30 04:10:24,878 fmt2 22729 140190568573824 charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:24.878Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:10:24.878Z", "level": "WARNING", "message": "stock low\nsecond line"},
                    {
                        "ts": "2026-11-30T04:10:24.878Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13 (Django's verbose)",
            ),
        ),
    ),
    TextFormat(
        name="python_clock",
        title="Python logging with the time of day only",
        begins=rf"\[?{CLOCK}\]?{_GAP}",
        pattern=rf"\[?(?P<time>{CLOCK})\]?{_GAP}{_BEFORE}[\[(]?(?P<level>{_CAPITALS}) *[\])]?(?:{_GAP}|:)?{_AFTER}(?P<message>{REST})",
        levels=_LEVELS,
        priority=60,
        samples=(
            Sample(
                lines="19:20:01,701 app.orders INFO order 7 placed\n19:20:02 WARNING app.orders: stock low",
                records=(
                    {"logger": "app.orders", "level": "INFO", "message": "order 7 placed"},
                    {"logger": "app.orders", "level": "WARNING", "message": "stock low"},
                ),
            ),
            Sample(
                lines=(
                    "04:10:24 shop.pay INFO order 7 placed\n"
                    "04:10:24 shop.pay WARNING stock low\n"
                    "second line\n"
                    "04:10:24 shop.pay ERROR charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {"ts": "2026-01-05T04:10:24Z", "level": "INFO", "message": "order 7 placed", "logger": "shop.pay"},
                    {
                        "ts": "2026-01-05T04:10:24Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-01-05T04:10:24Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13",
            ),
            Sample(
                lines=(
                    "04:10:24,877 INFO shop.pay: order 7 placed\n"
                    "04:10:24,877 WARNING shop.pay: stock low\n"
                    "second line\n"
                    "04:10:24,878 ERROR shop.pay: charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {
                        "ts": "2026-01-05T04:10:24.877Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-01-05T04:10:24.877Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-01-05T04:10:24.878Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13 (milliseconds)",
            ),
        ),
    ),
    TextFormat(
        name="python_name_first",
        title="Python logging: name, level, message; also with the time after the name",
        begins=rf"[A-Za-z_][\w.\-]* *(?:(?: - |: )[A-Z]+ *(?: - |: ?| [^ ])|(?: - |: ?| ){ISO_TIME}[: ,\-]+[A-Z]+[: \-])",
        pattern=rf"(?P<logger>[A-Za-z_][\w.\-]*) *(?:(?: - |: ?| )(?P<time>{ISO_TIME})[: ,\-]+| - |: )"
        rf"(?P<level>(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)) *(?: - |: ?| )(?P<message>{REST})",
        priority=65,
        samples=(
            Sample(
                lines="app.orders - INFO - order 7 placed\napp.orders  : WARNING  stock low",
                records=(
                    {"logger": "app.orders", "level": "INFO", "message": "order 7 placed"},
                    {"logger": "app.orders", "level": "WARNING", "message": "stock low"},
                ),
            ),
            Sample(
                lines="shop.pay 2026-11-29 22:32:17,604 INFO order 7 placed\n"
                "shop.pay 2026-11-29 22:32:17,604 WARNING stock low\n"
                "second line",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.604000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-29T22:32:17.604000Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "shop.pay - INFO - order 7 placed\n"
                    "shop.pay - WARNING - stock low\n"
                    "second line\n"
                    "shop.pay - ERROR - charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/shop/fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card"
                ),
                records=(
                    {"level": "INFO", "message": "order 7 placed", "logger": "shop.pay"},
                    {"level": "WARNING", "message": "stock low\nsecond line", "logger": "shop.pay"},
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop.pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Python 3.13",
            ),
        ),
    ),
    TextFormat(
        name="level_first",
        title="A level, in brackets or in capitals, and the message (Django's simple format)",
        begins=rf"(?:\[{LEVEL} ?\]|(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL)(?: - | +))[ \t]*\S",
        pattern=rf"(?:\[(?P<level>[A-Za-z]+) ?\]:?|(?P<levelname>[A-Z]+)(?: - | +))[ \t]*(?:\[(?P<logger>[a-z_]\w*(?:\.\w+)+)\] +)?(?P<message>{REST})",
        priority=75,
        samples=(
            Sample(
                lines="INFO  [alembic.runtime.migration] order 7 placed\n[WARNING] stock low",
                records=(
                    {"level": "INFO", "logger": "alembic.runtime.migration", "message": "order 7 placed"},
                    {"level": "WARNING", "message": "stock low"},
                ),
            ),
            Sample(
                lines="[INFO] order 7 placed\n[WARNING] stock low\nsecond line",
                records=(
                    {"level": "INFO", "message": "order 7 placed"},
                    {"level": "WARNING", "message": "stock low\nsecond line"},
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "INFO  [alembic.runtime.migration] Context impl SQLiteImpl.\n"
                    "INFO  [alembic.runtime.migration] Will assume non-transactional DDL.\n"
                    "INFO  [alembic.runtime.migration] Running upgrade  -> 5a48f77490ac, pay"
                ),
                records=(
                    {"level": "INFO", "message": "Context impl SQLiteImpl.", "logger": "alembic.runtime.migration"},
                    {
                        "level": "INFO",
                        "message": "Will assume non-transactional DDL.",
                        "logger": "alembic.runtime.migration",
                    },
                    {
                        "level": "INFO",
                        "message": "Running upgrade  -> 5a48f77490ac, pay",
                        "logger": "alembic.runtime.migration",
                    },
                ),
                writer="Alembic 1",
            ),
        ),
    ),
)
