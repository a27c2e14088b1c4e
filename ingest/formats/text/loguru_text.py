"""Loguru: its default, also with fields of one's own between the bars."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_LEVELS = {"SUCCESS": "INFO"}

FORMATS = (
    TextFormat(
        name="loguru_text",
        title="Loguru",
        begins=rf"{ISO_TIME} \| [A-Z]+ *\| (?:[^|\n]* \| )*?[\w.<>]+:[\w.<>]+:\d+ ",
        pattern=rf"(?P<time>{ISO_TIME}) \| (?P<level>[A-Z]\w*) *\| (?:(?P<process>\d+) \| )?(?:(?P<bound>[^|\n]*?) *\| )?"
        rf"(?P<logger>[\w.<>]+):(?P<function>[\w.<>]+):(?P<line>\d+)(?: \| (?P<extra>[^\n]*?))? - (?P<message>{REST})",
        levels=_LEVELS,
        empty=("", "{}"),
        priority=28,
        samples=(
            Sample(
                lines="2026-11-29 19:24:57.871 | INFO     | app.mail:send:45 - mail 17 sent\n"
                "2026-11-29 19:24:57.875 | SUCCESS  | r-7 | app.mail:<module>:21 - done\n"
                "2026-11-29 19:24:57.919 | ERROR    | app.mail:send:21 | {'order': 7} - mail 18 failed\n"
                'Traceback (most recent call last):\n\n> File "/srv/app/mail.py", line 47, in send\n    smtp.send(m)\n'
                "    │    │    └ <Mail 18>\n    │    └ <bound method>\n\nConnectionRefusedError: [Errno 111] refused",
                records=(
                    {
                        "ts": "2026-11-29T19:24:57.871Z",
                        "level": "INFO",
                        "logger": "app.mail",
                        "message": "mail 17 sent",
                        "attributes": {"function": "send", "line": "45"},
                    },
                    {"level": "INFO", "message": "done"},
                    {
                        "level": "ERROR",
                        "message": "mail 18 failed",
                        "error_type": "ConnectionRefusedError",
                        "error_message": "[Errno 111] refused",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="2026-11-29 22:31:50.808 | INFO     | __main__:<module>:6 - order 7 placed\n"
                "2026-11-29 22:31:50.808 | WARNING  | __main__:<module>:6 - stock of SKU-7 is low\n"
                "  two lines\n"
                "2026-11-29 22:31:50.808 | ERROR    | __main__:<module>:8 - payment failed\n"
                "Traceback (most recent call last):\n"
                "\n"
                '> File "/srv/shop/lg.py", line 7, in <module>\n'
                '    try: pay({"items": 0}, 12)\n'
                "         └ <function pay at 0x7f04d3b9d580>\n"
                "\n"
                '  File "/srv/shop/lg.py", line 5, in pay\n'
                '    return amount / order["items"]\n'
                "           │        └ {'items': 0}\n"
                "           └ 12\n"
                "\n"
                "ZeroDivisionError: division by zero\n"
                "2026-11-29 22:31:50.811 | SUCCESS  | __main__:<module>:9 - done",
                records=(
                    {
                        "ts": "2026-11-29T22:31:50.808000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "__main__",
                    },
                    {
                        "ts": "2026-11-29T22:31:50.808000Z",
                        "level": "WARNING",
                        "message": "stock of SKU-7 is low\n  two lines",
                        "logger": "__main__",
                    },
                    {
                        "ts": "2026-11-29T22:31:50.808000Z",
                        "level": "ERROR",
                        "message": "payment failed",
                        "logger": "__main__",
                        "error_type": "ZeroDivisionError",
                        "error_message": "division by zero",
                        "stack_trace": True,
                    },
                    {"ts": "2026-11-29T22:31:50.811000Z", "level": "INFO", "message": "done", "logger": "__main__"},
                ),
                writer="Loguru 0.7",
            ),
            Sample(
                lines="2026-11-29 22:32:17.823 | INFO     | __main__:<module>:6 - order 7 placed\n"
                "2026-11-29 22:32:17.826 | SUCCESS  | __main__:<module>:9 - done",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.823000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "__main__",
                    },
                    {"ts": "2026-11-29T22:32:17.826000Z", "level": "INFO", "message": "done", "logger": "__main__"},
                ),
                writer="Loguru 0.5",
            ),
        ),
    ),
    TextFormat(
        name="loguru_bars",
        title="Loguru, other parts between bars",
        begins=rf"{ISO_TIME} \| ",
        pattern=rf"(?P<time>{ISO_TIME}) \| (?:(?P<process>\d+) \| )?(?:(?P<thread>\d+) \| )?(?P<level>[A-Z]+) *\| "
        rf"(?:(?P<logger>[A-Za-z_][\w.]*)(?::(?P<function>[\w.<>]+))?(?::(?P<line>\d+))? \| )?(?P<message>{REST})",
        levels=_LEVELS,
        priority=45,
        samples=(
            Sample(
                lines="2026-11-29 19:24:57.974675 | 17 | 140117895879552 | INFO | app.mail | mail 17 sent\n"
                "2026-11-29 at 19:24:57 | SUCCESS | done",
                records=(
                    {
                        "ts": "2026-11-29T19:24:57.974675Z",
                        "level": "INFO",
                        "logger": "app.mail",
                        "message": "mail 17 sent",
                    },
                    {"ts": "2026-11-29T19:24:57Z", "level": "INFO", "message": "done"},
                ),
            ),
            Sample(
                lines="2026-11-29T22:31:50.817074+0000 | INFO | r-1 | bound\n"
                "2026-11-29T22:31:50.817178+0000 | ERROR | r-2 | bad",
                records=(
                    {"ts": "2026-11-29T22:31:50.817074Z", "level": "INFO", "message": "r-1 | bound"},
                    {"ts": "2026-11-29T22:31:50.817178Z", "level": "ERROR", "message": "r-2 | bad"},
                ),
                writer="Loguru 0.7 (format)",
            ),
            Sample(
                lines="2026-11-29 22:32:17,603 | INFO     | shop.pay | order 7 placed\n"
                "2026-11-29 22:32:17,603 | WARNING  | shop.pay | stock low\n"
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
                writer="Python 3.11 (format)",
            ),
        ),
    ),
)
