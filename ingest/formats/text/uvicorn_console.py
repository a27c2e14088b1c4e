"""uvicorn's console, and others that write `LEVEL: message`."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)"
"""Capitals only: `Error: …` and `panic: …` begin a stack trace."""

FORMATS = (
    TextFormat(
        name="uvicorn_access",
        title="uvicorn access lines",
        begins=r'[A-Z]+: +\S+ - "',
        pattern=r'(?P<level>[A-Z]+): +(?P<client_ip>\S+?)(?::\d+)? - "(?P<request>[^"]*)" (?P<status>\d{3})(?: .*)?',
        continues=False,
        priority=30,
    ),
    TextFormat(
        name="level_colon",
        title="Level, colon, message (uvicorn)",
        begins=rf"{_LEVEL}: +\S",
        pattern=rf"(?P<level>{_LEVEL}): +(?P<message>{REST})",
        priority=70,
    ),
)
