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
            Sample(
                lines=(
                    "2026/11/30 09:50:10.331\tINFO\tmaxprocs: Leaving GOMAXPROCS=2: CPU quota undefined\n"
                    "2026/11/30 09:50:10.331\tWARN\tadmin\tadmin endpoint disabled\n"
                    '2026/11/30 09:50:12.176\tINFO\thttp.log.access.log0\thandled request\t{"request": {"remote_ip": "203.0.113.5", "remote_port": "44086", "client_ip": "203.0.113.5", "proto": "HTTP/1.1", "method": "GET", "host": "203.0.113.5:18390", "uri": "/ok/orders/7?a=1", "headers": {"User-Agent": ["curl/7.88.1"], "Accept": ["*/*"]}}, "bytes_read": 0, "user_id": "", "duration": 0.000118895, "status": 200, "size": 2, "resp_headers": {"Server": ["Caddy"]}}\n'
                    '2026/11/30 09:50:12.279\tERROR\thttp.log.error.log0\tdial tcp 203.0.113.5:9: connect: connection refused\t{"request": {"remote_ip": "203.0.113.5", "remote_port": "44086", "client_ip": "203.0.113.5", "proto": "HTTP/1.1", "method": "GET", "host": "203.0.113.5:18390", "uri": "/bad", "headers": {"User-Agent": ["curl/7.88.1"], "Accept": ["*/*"]}}, "duration": 0.0002711, "status": 502, "err_id": "ni9pt2qjr", "err_trace": "reverseproxy.statusError (reverseproxy.go:1695)"}'
                ),
                records=(
                    {
                        "ts": "2026-11-30T09:50:10.331Z",
                        "level": "INFO",
                        "message": "maxprocs: Leaving GOMAXPROCS=2: CPU quota undefined",
                    },
                    {
                        "ts": "2026-11-30T09:50:10.331Z",
                        "level": "WARNING",
                        "message": "admin endpoint disabled",
                        "logger": "admin",
                    },
                    {
                        "ts": "2026-11-30T09:50:12.176Z",
                        "level": "INFO",
                        "message": "handled request",
                        "logger": "http.log.access.log0",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.118895,
                    },
                    {
                        "ts": "2026-11-30T09:50:12.279Z",
                        "level": "ERROR",
                        "message": "dial tcp 203.0.113.5:9: connect: connection refused",
                        "logger": "http.log.error.log0",
                        "method": "GET",
                        "path": "/bad",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.27109999999999995,
                    },
                ),
                writer="Caddy 2.11",
            ),
        ),
    ),
)
