"""structlog's console renderer: the message, and pairs."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLOCK, ISO_TIME, REST

_PAIR = r"""(?:[A-Za-z_][\w.\-]*=(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\{[^\n]*?\}|\[[^\n]*?\]|\([^\n]*?\)|[^\s'"][^\s]*|))"""
_TIME = rf"(?:{ISO_TIME}|{CLOCK})"

FORMATS = (
    TextFormat(
        name="structlog_console",
        title="structlog's console",
        begins=rf"(?:{_TIME} )?\[(?:debug|info|warning|error|critical|exception|notset) +\] ",
        pattern=rf"(?:(?P<time>{_TIME}) )?\[(?P<level>[a-z]+) *\] (?P<message>[^\n]*?)(?: +\[(?P<logger>[\w.\-]+)\])?(?: +"
        rf"(?P<pairs>{_PAIR}(?: +{_PAIR})*))? *(?P<rest>\n{REST})?",
        levels={"exception": "ERROR"},
        pairs="pairs",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-29 19:24:58 [info     ] order placed                   [app.orders] note='two words' order=7 user=ada\n"
                "2026-11-29T19:24:58.196Z [error    ] charge failed                  order=8\n"
                'Traceback (most recent call last):\n  File "/srv/app/pay.py", line 4, in pay\n    raise ValueError("no card")\n'
                "ValueError: no card",
                records=(
                    {
                        "ts": "2026-11-29T19:24:58Z",
                        "level": "INFO",
                        "logger": "app.orders",
                        "message": "order placed",
                        "user_id": "ada",
                        "attributes": {"note": "two words", "order": "7"},
                    },
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="\x1b[2m2026-11-29T22:31:51.070051Z\x1b[0m [\x1b[32m\x1b[1minfo     \x1b[0m] \x1b[1morder placed                  \x1b[0m \x1b[36morder\x1b[0m=\x1b[35m7\x1b[0m\n"
                "\x1b[2m2026-11-29T22:31:51.070145Z\x1b[0m [\x1b[31m\x1b[1merror    \x1b[0m] \x1b[1mgone                          \x1b[0m \x1b[36mn\x1b[0m=\x1b[35m1.5\x1b[0m",
                records=(
                    {"ts": "2026-11-29T22:31:51.070051Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-29T22:31:51.070145Z", "level": "ERROR", "message": "gone"},
                ),
                writer="structlog 26.1",
            ),
            Sample(
                lines="2026-11-29 22:32:18 [warning  ] stock low                      sku=SKU-7\n"
                "2026-11-29 22:32:18 [error    ] payment failed                 order=8\n"
                "Traceback (most recent call last):\n"
                '  File "/srv/shop/sl.py", line 5, in <module>\n'
                "    try: 1/0\n"
                "         ~^~\n"
                "ZeroDivisionError: division by zero",
                records=(
                    {"ts": "2026-11-29T22:32:18Z", "level": "WARNING", "message": "stock low"},
                    {
                        "ts": "2026-11-29T22:32:18Z",
                        "level": "ERROR",
                        "message": "payment failed",
                        "error_type": "ZeroDivisionError",
                        "error_message": "division by zero",
                        "stack_trace": True,
                    },
                ),
                writer="structlog 21.5",
            ),
        ),
    ),
)
