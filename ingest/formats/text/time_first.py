"""Any line that begins with a time: the time, the level if there is one, and the rest as the message."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LEVEL, REST, TIME

_CAPITALS = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)"
"""A level without a separator after it: `Error reading the file` is a sentence."""

FORMATS = (
    TextFormat(
        name="time_first",
        title="A line that begins with a time",
        begins=rf"[\[(<]?(?:{TIME})",
        pattern=rf"[\[(<]?(?P<time>{TIME})[\])>]?(?:[,:;|]| [-|:])?\s*(?:[\[(<|]?(?P<level>{LEVEL})(?:[\])>|:]| [-|:])[\s|:\-]*|(?P<levelname>{_CAPITALS})[ \t]+)?"
        rf"(?P<message>{REST})",
        priority=90,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123 shop starting up\n26.11.2026 10:00:01 the disk is filling",
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "level": None, "message": "shop starting up"},
                    {"ts": "2026-11-26T10:00:01Z", "level": None, "message": "the disk is filling"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:33:07: (server.c.1704) server started (lighttpd/1.4.69)\n"
                "2026-11-29 22:33:08: (server.c.2078) server stopped by UID = 0 PID = 8349",
                records=(
                    {"ts": "2026-11-29T22:33:07Z", "message": "(server.c.1704) server started (lighttpd/1.4.69)"},
                    {"ts": "2026-11-29T22:33:08Z", "message": "(server.c.2078) server stopped by UID = 0 PID = 8349"},
                ),
                writer="lighttpd 1.4",
            ),
            Sample(
                lines=(
                    "2025-06-24 14:36:25 startup archives unpack\n"
                    "2025-06-24 14:36:25 upgrade libsystemd0:amd64 252.36-1~deb12u1 252.38-1~deb12u1\n"
                    "2025-06-24 14:36:25 status triggers-pending libc-bin:amd64 2.36-9+deb12u10"
                ),
                records=(
                    {"ts": "2025-06-24T14:36:25Z", "message": "startup archives unpack"},
                    {
                        "ts": "2025-06-24T14:36:25Z",
                        "message": "upgrade libsystemd0:amd64 252.36-1~deb12u1 252.38-1~deb12u1",
                    },
                    {"ts": "2025-06-24T14:36:25Z", "message": "status triggers-pending libc-bin:amd64 2.36-9+deb12u10"},
                ),
                writer="dpkg 1.21",
            ),
        ),
    ),
)
