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
        ),
    ),
)
