r"""Python's logging in its commonest order: a time, a level, perhaps a logger, and the message, with nothing between them.

`python_asctime` reads these lines too. These patterns are small, so they take a tenth of the time.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat

_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?"
_LEVEL = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)"
_LOGGER = r"[a-z_]\w*(?:\.[A-Za-z_]\w*)+"
_AFTER_LEVEL = r"[\])]?:? +(?:[\-|] +)?"
_WORDS = r"[A-Z]?[a-z]{3,} (?:[^\s\d\-|:\[(]|\d+ ?[^\s\d\-|:\[(])"
"""A word and what goes on after it: neither a number alone nor a sign, which may be parts of the head."""
_REST = r"[^\s](?s:.*)"

FORMATS = (
    TextFormat(
        name="python_level_logger",
        title="Python logging: time, level, logger, message",
        begins=rf"\[?{_TIME}\]? (?:[\-|] )?[\[(]?{_LEVEL}{_AFTER_LEVEL}{_LOGGER} +[^\s\-|:\[(]",
        pattern=rf"\[?(?P<time>{_TIME})\]? (?:[\-|] )?[\[(]?(?P<level>{_LEVEL}){_AFTER_LEVEL}(?P<logger>{_LOGGER}) +"
        rf"(?P<message>{_REST})",
        priority=56,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,688 WARNING  app.orders stock low\n2026-11-29 19:20:02,688 INFO     app.orders order 7 placed",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.688Z",
                        "logger": "app.orders",
                        "level": "WARNING",
                        "message": "stock low",
                    },
                    {"logger": "app.orders", "level": "INFO", "message": "order 7 placed"},
                ),
            ),
            Sample(
                lines="2026-11-29 19:20:01,688 [ERROR] app.orders charge failed",
                records=({"logger": "app.orders", "level": "ERROR", "message": "charge failed"},),
            ),
            Sample(
                lines="2026-11-29 22:32:17,601 INFO shop.pay order 7 placed\n"
                "2026-11-29 22:32:17,601 WARNING shop.pay stock low\n"
                "second line",
                records=(
                    {
                        "ts": "2026-11-29T22:32:17.601000Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "shop.pay",
                    },
                    {
                        "ts": "2026-11-29T22:32:17.601000Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "shop.pay",
                    },
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:24,878 INFO     shop.pay order 7 placed\n"
                    "2026-11-30 04:10:24,878 WARNING  shop.pay stock low\n"
                    "second line\n"
                    "2026-11-30 04:10:24,878 ERROR    shop.pay charge failed\n"
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
        name="python_level_message",
        title="Python logging: time, level, message",
        begins=rf"\[?{_TIME}\]? (?:[\-|] )?[\[(]?{_LEVEL}{_AFTER_LEVEL}{_WORDS}",
        pattern=rf"\[?(?P<time>{_TIME})\]? (?:[\-|] )?[\[(]?(?P<level>{_LEVEL}){_AFTER_LEVEL}(?P<message>{_REST})",
        priority=56,
        samples=(
            Sample(
                lines="2026-11-29 19:20:01,688 INFO Order 7 was placed\n2026-11-29 19:20:02,688 - ERROR - charge failed\n"
                "2026-11-29 19:20:03,688 [WARNING] stock is low",
                records=(
                    {
                        "ts": "2026-11-29T19:20:01.688Z",
                        "level": "INFO",
                        "logger": None,
                        "message": "Order 7 was placed",
                    },
                    {"level": "ERROR", "message": "charge failed"},
                    {"level": "WARNING", "message": "stock is low"},
                ),
            ),
            Sample(
                lines="2026-11-29 19:20:01,688 - INFO - worker started\n2026-11-29 19:20:01 WARNING: stock is low",
                records=(
                    {"level": "INFO", "message": "worker started"},
                    {"level": "WARNING", "message": "stock is low"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:10:25,047 INFO order 7 placed\n"
                    "2026-11-30 04:10:25,047 WARNING stock low\n"
                    "second line\n"
                    "2026-11-30 04:10:25,048 ERROR charge failed\n"
                    "Traceback (most recent call last):\n"
                    '  File "fmt2.py", line 15, in <module>\n'
                    "    try: raise ValueError('no card')\n"
                    "ValueError: no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:10:25.047Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:10:25.047Z", "level": "WARNING", "message": "stock low\nsecond line"},
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
            Sample(
                lines=(
                    "2026-11-30 04:10:24,878 [INFO] order 7 placed\n"
                    "2026-11-30 04:10:24,878 [WARNING] stock low\n"
                    "second line\n"
                    "2026-11-30 04:10:24,878 [ERROR] charge failed\n"
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
                writer="Python 3.13 (brackets)",
            ),
        ),
    ),
)
