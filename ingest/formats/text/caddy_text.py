r"""Caddy's log for people (zap's console): time, level, logger, place and message with tabs, then JSON."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LAZY, SLASH_TIME

_LEVEL = r"(?:DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL|debug|info|warn|error|dpanic|panic|fatal)"

FORMATS = (
    TextFormat(
        name="caddy_text",
        title="Caddy log for people",
        begins=rf"{SLASH_TIME}\t{_LEVEL}\t",
        pattern=rf"(?P<ts>{SLASH_TIME})\t(?P<level>{_LEVEL})\t(?:(?P<logger>[\w.\-]+)\t)?(?:(?P<caller>[\w.@/\-]+:\d+)\t)?"
        rf"(?P<msg>[^\t\n]*)(?:\t(?P<members>\{{[^\n]*\}}))?(?:\n(?P<stack_trace>{LAZY}))?",
        levels={"DPANIC": "fatal", "dpanic": "fatal"},
        members="members",
        priority=28,
        samples=(
            Sample(
                writer="Caddy 2.6",
                lines='2026/11/26 10:00:00.123\tINFO\ttls.cache.maintenance\tstarted background certificate maintenance\t{"cache": "0xc0"}\n'
                "2026/11/26 10:00:00.124\tWARN\tadmin\tadmin endpoint disabled\n"
                '2026/11/26 10:00:01.123\tERROR\thttp.log.access.log0\thandled request\t{"request": {"remote_ip": "203.0.113.5", '
                '"remote_port": "48908", "proto": "HTTP/1.1", "method": "GET", "host": "shop.example", "uri": "/a?b=1", "headers": {}}, '
                '"user_id": "", "duration": 0.0023, "size": 0, "status": 502, "resp_headers": {}}',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "tls.cache.maintenance",
                        "message": "started background certificate maintenance",
                    },
                    {"level": "WARNING", "logger": "admin", "message": "admin endpoint disabled"},
                    {
                        "level": "ERROR",
                        "message": "handled request",
                        "method": "GET",
                        "path": "/a",
                        "status": 502,
                        "duration_ms": 2.3,
                        "client_ip": "203.0.113.5",
                    },
                ),
            ),
        ),
    ),
)
